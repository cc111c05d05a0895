"""A timer fires once, whenever its worker is killed, and however the clock jumps (I4)."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from kept.faces.worker import clock as worker_clock
from kept.faces.worker.clock import by_steady_clock
from kept.journal.models import Entry
from kept.kit.pump import Pump
from kept.kit.queue import AT_ONCE
from kept.kit.steady_clock import CONFIRM_SECONDS, SteadyClock
from kept.messages.models import Message
from kept.orders.models import Order
from kept.promises.models import Opening
from kept.timers.firing import TimerWork
from kept.timers.models import Timer
from tests.factory import a_product, a_store, an_order
from tests.kit.processes import heard, start
from tests.rig.clock import TUESDAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

KILLING = Path(__file__).parents[1] / "rig" / "timer_killing.py"
ORDERS = 80


def orders_that_wait() -> list[Order]:
    """So many orders under review in a store that never closes, whose limit has passed."""
    store = a_store()
    Opening.objects.filter(store=store).delete()
    goods = a_product(store, needs_review=True, stock=1000)
    made = [an_order(store, goods).order for _ in range(ORDERS)]
    Timer.objects.update(due_at=AT_ONCE)
    return made


def reminded() -> Counter[int | None]:
    """How often each order has been told of, by the journal."""
    return Counter(Entry.objects.filter(name="OrderReviewOverdue").values_list("order_id", flat=True))


def killed(folder: Path, *words: str) -> int:
    """How many workers were killed until every timer had fired."""
    process = start(KILLING, *words, data_dir=folder)
    try:
        return int(heard(process))
    finally:
        process.kill()
        process.communicate()


@pytest.mark.wall_clock
def test_each_fires_once_whenever_its_worker_is_killed(tmp_path):
    orders = orders_that_wait()
    connection.close()
    assert killed(tmp_path) >= 3, "too few were killed to show anything"
    assert reminded() == {order.pk: 1 for order in orders}
    letters = Message.objects.filter(kind="review_overdue").values_list("order_id", flat=True)
    assert Counter(letters) == {order.pk: 1 for order in orders}
    assert Counter(Timer.objects.values_list("occasion", "state")) == {
        ("1", "fired"): ORDERS,
        ("2", "queued"): ORDERS,
    }


@pytest.mark.wall_clock
def test_control_where_the_timer_is_settled_apart_some_fire_twice(tmp_path):
    orders_that_wait()
    connection.close()
    assert killed(tmp_path, "planted") >= 3
    assert max(reminded().values()) > 1


class Machine:
    """A worker's machine, whose clock on the wall somebody sets."""

    def __init__(self) -> None:
        self.seconds, self.ahead = 0.0, timedelta()
        self.pump = by_steady_clock(Pump(TimerWork()), SteadyClock(lambda: self.seconds))

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


@pytest.mark.at(TUESDAY)
@pytest.mark.parametrize("jump", [3 * HOUR, DAY, 366 * DAY], ids=str)
def test_a_clock_that_jumps_forward_fires_nothing_early(machine, jump):
    assert machine.passes(SECOND, ahead=jump) == 0
    assert machine.passes(timedelta(seconds=CONFIRM_SECONDS / 2)) == 0
    assert machine.passes(SECOND, ahead=timedelta()) == 0, "and is put right again"
    assert machine.passes(HOUR) == 0
    assert machine.passes(HOUR) == 1
    assert reminded().total() == 1


@pytest.mark.at(TUESDAY)
def test_control_by_the_wall_alone_it_fires_early(machine):
    assert Pump(TimerWork())(TUESDAY + 3 * HOUR) == 1


@pytest.mark.at(TUESDAY)
@pytest.mark.parametrize("jump", [HOUR, DAY, 366 * DAY], ids=str)
def test_a_clock_that_jumps_back_fires_nothing_early_and_nothing_twice(machine, jump):
    assert machine.passes(SECOND, ahead=-jump) == 0
    assert machine.passes(2 * HOUR) == 0
    assert machine.passes(jump) == 1
    assert machine.passes(SECOND, ahead=-10 * jump) == 0
    assert reminded().total() == 1


@pytest.mark.at(TUESDAY)
def test_a_worker_whose_clock_is_ahead_of_the_database_goes_by_the_database(machine, monkeypatch):
    """Of several machines one may be wrong from the beginning, and no clock of its own says so."""
    monkeypatch.setattr(worker_clock, "_database_now", lambda: TUESDAY + HOUR)
    wrong = by_steady_clock(Pump(TimerWork()), SteadyClock(lambda: 0.0))
    assert wrong(TUESDAY + 3 * HOUR) == 0
    monkeypatch.setattr(worker_clock, "_database_now", lambda: TUESDAY + 2 * HOUR)
    assert wrong(TUESDAY + 3 * HOUR) == 1


@pytest.mark.wall_clock
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database is on the same machine")
def test_the_database_says_what_time_it_is():
    at = worker_clock._database_now()
    assert at is not None
    assert abs(timezone.now() - at) < timedelta(seconds=5)
