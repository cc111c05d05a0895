"""Processes that run for long do not look through all they loaded, again and again."""

import os
import subprocess
import sys

import pytest

SERVER = "import kept.config.wsgi"
WORKER = """
import django
django.setup()
import kept.faces.worker
from kept.faces.cli.commands.worker import run
kept.faces.worker.run = lambda: None
run(None)
"""


@pytest.mark.parametrize("start", [SERVER, WORKER], ids=["server", "worker"])
@pytest.mark.wall_clock
def test_what_was_loaded_at_start_is_spared(start: str, tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import gc\n{start}\nprint(gc.get_freeze_count())"],
        env=os.environ | {"KEPT_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kept.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > 10_000
