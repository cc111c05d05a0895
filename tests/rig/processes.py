"""Another process on the database of the running test, to be killed at a chosen moment."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection


def database_url() -> str:
    """The test's own database, as KEPT_DATABASE_URL."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    person = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}"
    return f"postgresql://{person}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def start(script: Path, *arguments: str, data_dir: Path, stdin: int | None = None) -> "subprocess.Popen[str]":
    """Start a script under Kept's settings. It says what it does line by line."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "kept.config.settings",
        "KEPT_DATABASE_URL": database_url(),
        "KEPT_DATA_DIR": str(data_dir),
    }
    return subprocess.Popen(
        [sys.executable, str(script), *arguments],
        env=environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
    )


def heard(process: "subprocess.Popen[str]") -> str:
    """The next line it says; empty when it has ended."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(process: "subprocess.Popen[str]") -> None:
    """SIGKILL, and wait for the end."""
    process.kill()
    process.communicate()
