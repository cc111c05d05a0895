"""A wrong call or setting ends with a sentence and status 2, and with no traceback (I1, I5)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kept.faces.cli.main import main

ROOT = Path(__file__).resolve().parents[3]


def kept(*words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    plain = {name: value for name, value in os.environ.items() if not name.startswith("KEPT_")}
    return subprocess.run(
        [sys.executable, "-m", "kept.faces.cli.main", *words],
        env={**plain, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **settings},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"KEPT_PUBLC_URL": "https://x.com"}, "did you mean KEPT_PUBLIC_URL?"),
        ({"KEPT_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "its folder is not there"),
        ({"KEPT_DATABASE_URL": "postgresql://kept@127.0.0.1:1/kept"}, "database error"),
    ],
)
def test_a_setting_that_cannot_work_is_a_sentence(tmp_path, environment, says):
    done = kept("verify", **{"KEPT_DATA_DIR": str(tmp_path), **environment})
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert says in done.stderr


@pytest.mark.parametrize("words", [("verify",), ("backup", "here.tar.gz")])
def test_before_the_database_is_made_it_says_what_to_run(tmp_path, words):
    done = kept(*words, KEPT_DATA_DIR=str(tmp_path), KEPT_PUBLIC_URL="https://orders.example.com")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "kept migrate" in done.stderr
    assert not (ROOT / "here.tar.gz").exists()


def test_a_backup_where_nothing_can_be_written_is_a_sentence(tmp_path):
    done = kept("backup", "/nowhere/at/all.tar.gz", KEPT_DATA_DIR=str(tmp_path))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "/nowhere/at/all.tar.gz cannot be written" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "99999"), ("serve", "--port", "0"), ("serve", "--processes", "0"),
        ("serve", "--threads", "-1"), ("serve", "--connections", "0"),
        ("up", "--connections-per-client", "many"), ("up", "--processes", "none"), ("demo", "--port", "99999"),
        ("demo", "--smtp-port", "x"), ("mailbox", "--port", "-1"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_work_is_a_sentence(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert "write a number from 1 to" in capsys.readouterr().err
