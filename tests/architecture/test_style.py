"""Prevents the mistakes that ruff knows (time without a zone, blind excepts, prints left over, injections),
and the slower one of everybody formatting everybody else's lines.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, none_of


def complaints(root: Path, *command: str) -> list[str]:
    """Return ruff's complaints about a tree, under Kept's own settings."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "--config", ROOT / "pyproject.toml", "."],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()


def test_ruff_finds_nothing():
    none_of(complaints(ROOT, "check", "--output-format=concise"))


def test_everything_is_formatted():
    none_of(complaints(ROOT, "format", "--check", "--output-format=concise"))


@pytest.mark.parametrize(
    ("planted", "code"),
    [
        ("from datetime import datetime\n\nNOW = datetime.now()\n", "DTZ005"),
        ("def lines(found: list[int] = []) -> list[int]:\n    return found\n", "B006"),
        ("def show() -> None:\n    print(1)\n", "T201"),
        ("def run(text: str) -> None:\n    eval(text)\n", "S307"),
        ("def total(a):\n    return a\n", "ANN001"),
        ("def total() -> None:\n" + "    x()\n" * 50, "PLR0915"),
        ("import os\n", "F401"),
    ],
)
def test_control_each_mistake_is_found(plant, planted, code):
    assert code in "\n".join(complaints(plant({"orders/x.py": planted}), "check", "--output-format=concise"))


def test_control_a_line_out_of_form_is_found(plant):
    assert complaints(plant({"orders/x.py": "x = {  'a':1 }\n"}), "format", "--check")
    assert not complaints(plant({"orders/x.py": 'x = {"a": 1}\n'}), "format", "--check")
