"""The type checker, run on a folder."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT

SETTINGS = "src/kept/config/settings.py"


def complaints(root: Path, *what: str) -> list[str]:
    """Return mypy's complaints under Kept's own settings; with the models' types, once there are settings."""
    if not (ROOT / SETTINGS).exists():
        return []
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "--no-error-summary", *what],
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))},
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()
