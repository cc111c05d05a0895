"""A timer fires once, and none early, however the clock of its worker jumps (I4)."""

from datetime import timedelta

import pytest

from kept.faces.worker import clock as worker_clock
from kept.faces.worker.clock import by_steady_clock
from kept.journal.models import Entry
from kept.kit.pump import Pump
from kept.kit.steady_clock import CONFIRM_SECONDS, SteadyClock
from kept.timers.firing import TimerConsumer
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_product, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.faults, pytest.mark.at(TUESDAY)]


class Machine:
    """A worker's machine, whose clock on the wall somebody sets."""

    def __init__(self) -> None:
        self.seconds, self.ahead = 0.0, timedelta()
        self.pump = by_steady_clock(Pump(TimerConsumer()), SteadyClock(lambda: self.seconds))

    def passes(self, span: timedelta, ahead: timedelta | None = None) -> int:
        """So much time passes, and the worker looks; how many timers were dealt with."""
        self.seconds += span.total_seconds()
        self.ahead = self.ahead if ahead is None else ahead
        return self.pump(TUESDAY + timedelta(seconds=self.seconds) + self.ahead)


HOUR, SECOND, DAY = timedelta(hours=1), timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def machine(store) -> Machine:
    """With an order under review, to be told of again in two hours."""
    made = Machine()
    assert made.passes(timedelta()) == 0
    an_order(store, a_product(store, needs_review=True))
    return made


@pytest.mark.parametrize("jump", [3 * HOUR, DAY, 366 * DAY], ids=str)
def test_a_clock_that_jumps_forward_fires_nothing_early(machine, jump):
    assert machine.passes(SECOND, ahead=jump) == 0
    assert machine.passes(timedelta(seconds=CONFIRM_SECONDS / 2)) == 0
    assert machine.passes(SECOND, ahead=timedelta()) == 0, "and is put right again"
    assert machine.passes(HOUR) == 0
    assert machine.passes(HOUR) == 1
    assert reminded() == 1


def test_control_by_the_wall_alone_it_fires_early(machine):
    assert Pump(TimerConsumer())(TUESDAY + 3 * HOUR) == 1


@pytest.mark.parametrize("jump", [HOUR, DAY, 366 * DAY], ids=str)
def test_a_clock_that_jumps_back_fires_nothing_early_and_nothing_twice(machine, jump):
    assert machine.passes(SECOND, ahead=-jump) == 0
    assert machine.passes(2 * HOUR) == 0
    assert machine.passes(jump) == 1
    assert machine.passes(SECOND, ahead=-10 * jump) == 0
    assert reminded() == 1


def test_a_worker_whose_clock_is_ahead_of_the_database_goes_by_the_database(machine, monkeypatch):
    """Of several machines one may be wrong from the beginning, and no clock of its own says so."""
    monkeypatch.setattr(worker_clock, "_database_now", lambda: TUESDAY + HOUR)
    wrong = by_steady_clock(Pump(TimerConsumer()), SteadyClock(lambda: 0.0))
    assert wrong(TUESDAY + 3 * HOUR) == 0
    monkeypatch.setattr(worker_clock, "_database_now", lambda: TUESDAY + 2 * HOUR)
    assert wrong(TUESDAY + 3 * HOUR) == 1


def reminded() -> int:
    return Entry.objects.filter(actor_name="The clock").count()
