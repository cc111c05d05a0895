"""A timer fires once, whenever its worker is killed (I4)."""

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from kept.journal.models import Entry
from kept.kit.queue import AT_ONCE
from kept.messages.models import Message
from kept.orders.models import Order
from kept.orders.timers import REVIEW_REMINDER
from kept.promises.models import Opening
from kept.timers.models import Timer
from tests.rig.factory import NO_LIMITS, a_product, a_store, an_order
from tests.rig.processes import heard, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.wall_clock]

KILLING = Path(__file__).parents[1] / "rig" / "timer_killing.py"
ORDERS = 80


def orders_that_wait() -> list[Order]:
    """So many orders under review in a store that never closes, whose limit has passed."""
    store = a_store(review_rules=NO_LIMITS)
    Opening.objects.filter(store=store).delete()
    goods = a_product(store, needs_review=True, stock=1000)
    made = [an_order(store, goods).order for _ in range(ORDERS)]
    Timer.objects.exclude(kind=REVIEW_REMINDER.name).delete()
    Timer.objects.update(due_at=AT_ONCE)
    return made


def reminded() -> Counter[int | None]:
    """Return how often a reminder was sent of each order, by the journal."""
    return Counter(Entry.objects.filter(actor_name="The clock").values_list("order_id", flat=True))


def killed(folder: Path, *words: str) -> int:
    """Return how many workers were killed until every timer had fired."""
    process = start(KILLING, *words, data_dir=folder)
    try:
        return int(heard(process))
    finally:
        process.kill()
        process.communicate()


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


def test_control_where_the_timer_is_settled_apart_some_fire_twice(tmp_path):
    orders_that_wait()
    connection.close()
    assert killed(tmp_path, "planted") >= 3
    assert max(reminded().values()) > 1
