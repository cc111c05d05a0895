"""SIGKILL at random instants and in every system call of an order's way (I4; reliability test 1)."""

import shutil

import pytest
from django.db import connection

from tools import killing
from tools.installation import installation

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.wall_clock]

DATABASE = "postgres" if connection.vendor == "postgresql" else "sqlite"
ROUNDS = {"sqlite": 200, "postgres": 40}


def test_nothing_is_lost_and_nothing_doubled_whenever_it_is_killed():
    """Every acknowledged order exactly once, every confirmation once under one Message-ID, nothing stuck."""
    with installation(DATABASE) as it:
        report = killing.rounds(it, count=ROUNDS[DATABASE], seed=1789)
    assert report.acknowledged == ROUNDS[DATABASE] * killing.CLIENTS, report
    assert report.holds, report


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed here, so no call can be met")
def test_nothing_is_lost_in_any_system_call_of_an_order():
    """Kill in the calls that write, sync, lock and answer, at the first, the last and two more instants each.

    All calls at every instant: `python -m benchmarks.kill calls`.
    """
    with installation(DATABASE) as it:
        report = killing.by_syscall(it, most=4, calls=killing.SYSCALLS)
    assert report.kills["sendto"], "an answer was never interrupted, so nothing was shown"
    assert report.holds, report


def test_control_both_planted_faults_are_caught():
    """An answer before the COMMIT loses orders; a mail sent before it is recorded comes under two names."""
    planted = "tests.faults.planted:"
    plant = {"web": f"{planted}acknowledge_before_commit", "worker": f"{planted}send_before_recording"}
    lost, doubled = [], []
    for seed in range(1789, 1794):  # a kill has to meet an opening of a few hundredths of a second
        with installation(DATABASE) as it:
            report = killing.rounds(it, count=16, seed=seed, plant=plant)
        lost += [finding for finding in report.lost if "acknowledged and is not there" in finding]
        doubled += [finding for finding in report.doubled if "has confirmations" in finding]
        if lost and doubled:
            return
    pytest.fail(f"lost: {lost}, doubled: {doubled}")


def test_control_what_nobody_takes_over_is_found_stuck(monkeypatch):
    """Seconds instead of a minute, because what is planted here would wait for ever."""
    monkeypatch.setattr(killing, "STUCK_SECONDS", 10.0)
    with installation(DATABASE) as it:
        plant = {"worker": "tests.faults.planted:leave_the_dead_alone"}
        report = killing.rounds(it, count=16, seed=1789, plant=plant)
    assert any("is still sending" in finding for finding in report.stuck), report
