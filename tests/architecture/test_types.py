"""Prevents the mistake of passing one thing where another is meant: nothing for a row, words for a sum."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT, none_of

SETTINGS = "src/kept/config/settings.py"


def complaints(root: Path, *what: str) -> list[str]:
    """What mypy has to say under Kept's own settings; with the models' types, once there are settings."""
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


def test_mypy_strict_finds_nothing():
    none_of(complaints(ROOT))


def test_control(plant):
    root = plant(
        {
            "/planted.py": (
                "from django.contrib.contenttypes.models import ContentType\n"
                "import kept.stores.models  # the plugin looks for the user's model\n\n"
                "def total(quantity: int) -> int:\n    return quantity\n\n"
                "total('three')\n"
                "label: int = ContentType.objects.get(pk=1).app_label\n"
                "def untyped(x):\n    return x\n"
            )
        }
    )
    said = "\n".join(complaints(root, "planted.py"))
    assert [code for code in ("[arg-type]", "[assignment]", "[no-untyped-def]") if code not in said] == []
