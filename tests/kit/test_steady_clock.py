"""A clock that jumps makes nothing come early: forward it is believed late, back at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.kit.steady_clock import CONFIRM_SECONDS, TOLERANCE_SECONDS, SteadyClock


class Machine:
    """A clock on the wall that somebody can set, and one that nobody can."""

    def __init__(self) -> None:
        self.began = timezone.now()
        self.seconds = 1000.0
        self.ahead = 0.0
        self.clock = SteadyClock(lambda: self.seconds)

    def passes(self, seconds: float, *, looks: int = 1) -> float:
        """So much time passes, with looks all along; how far the believed time is from the true one."""
        for _ in range(looks):
            self.seconds += seconds / looks
            true = self.began + timedelta(seconds=self.seconds - 1000.0)
            believed = self.clock.believe(true + timedelta(seconds=self.ahead))
        return (believed - true).total_seconds()


@pytest.fixture
def machine() -> Machine:
    made = Machine()
    assert made.passes(0.0) == 0.0
    return made


def test_a_clock_that_goes_right_is_believed(machine):
    assert machine.passes(86_400.0, looks=100) == 0.0
    assert machine.passes(7 * 86_400.0) == 0.0, "also by a worker that did not look for a week"


@pytest.mark.parametrize("jump", [60.0, 3600.0, 86_400.0, 366 * 86_400.0])
def test_a_jump_forward_is_believed_when_it_has_stood_for_a_while(machine, jump, caplog):
    machine.ahead = jump
    assert machine.passes(2.0) == 0.0
    assert machine.passes(CONFIRM_SECONDS - 1, looks=50) == 0.0
    assert machine.passes(1.0) == jump
    assert machine.passes(2.0) == jump
    assert caplog.text.count("jumped forward") == 1


def test_one_that_is_put_right_in_time_was_never_believed(machine):
    machine.ahead = 3600.0
    assert machine.passes(CONFIRM_SECONDS - 10, looks=50) == 0.0
    machine.ahead = 0.0
    assert machine.passes(2.0) == 0.0
    machine.ahead = 3600.0
    assert machine.passes(20.0) == 0.0, "the next jump begins anew"


def test_one_that_goes_on_jumping_is_not_believed(machine):
    for _ in range(100):
        machine.ahead += 60.0
        assert machine.passes(CONFIRM_SECONDS / 2) == 0.0


def test_a_jump_back_is_believed_at_once(machine):
    machine.ahead = -3600.0
    assert machine.passes(2.0) == -3600.0
    assert machine.passes(60.0, looks=10) == -3600.0


def test_a_clock_that_is_put_right_slowly_is_followed_and_one_that_runs_away_is_not(machine):
    for _ in range(100):
        machine.ahead += 1.0
        assert machine.passes(CONFIRM_SECONDS) == machine.ahead
    before = machine.ahead
    for _ in range(60):
        machine.ahead += TOLERANCE_SECONDS - 1
        machine.passes(1.0)
    assert machine.passes(1.0) - before <= 2 * TOLERANCE_SECONDS
