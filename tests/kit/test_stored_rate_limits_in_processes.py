"""Processes that know nothing of one another count guesses together (B5)."""

import subprocess
from pathlib import Path

import pytest

from tests.rig import processes

pytestmark = [pytest.mark.wall_clock, pytest.mark.django_db(transaction=True)]


def test_three_processes_together_allow_no_more_than_one(tmp_path: Path) -> None:
    script = Path(__file__).with_name("stored_taker.py")
    takers = [processes.start(script, data_dir=tmp_path, stdin=subprocess.PIPE) for _ in range(3)]
    try:
        assert [processes.heard(taker) for taker in takers] == ["ready"] * 3
        for taker in takers:
            assert taker.stdin is not None
            taker.stdin.write("go\n")
            taker.stdin.flush()
        assert sum(int(processes.heard(taker)) for taker in takers) == 5
    finally:
        for taker in takers:
            processes.kill(taker)
