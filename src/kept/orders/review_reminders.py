"""Reminders of an order under review: when the store is told again, and when that ends (A7).

Steps: they open no transaction.
"""

from datetime import datetime, timedelta

from kept.orders.lifecycle import can_be_confirmed
from kept.orders.models import Order, Status
from kept.orders.timers import REVIEW_REMINDER
from kept.promises.dates import next_open_moment
from kept.promises.schedule import schedule_of
from kept.stores.models import Store
from kept.timers.queries import firing_times
from kept.timers.steps import clear_timers, set_timer

# Nobody who has not answered to three messages will answer to a fourth.
MOST_REMINDERS = 3


def set_review_reminder(order: Order, *, reminder: int, since: datetime, now: datetime) -> None:
    """Have the store told again once its limit has passed since `since`; in its opening hours."""
    minutes = order.store.review_reminder_minutes
    if not minutes or reminder > MOST_REMINDERS or not can_be_confirmed(order):
        return
    set_timer(
        REVIEW_REMINDER,
        store_id=order.store_id,
        subject_id=order.pk,
        occasion=str(reminder),
        due_at=while_open(order.store, since + timedelta(minutes=minutes)),
        now=now,
    )


def go_on_reminding(order: Order, *, since: datetime, now: datetime) -> None:
    """Have the store told again as often as it has not been told yet."""
    reminded_at = firing_times(REVIEW_REMINDER, store_id=order.store_id, subject_ids=[order.pk])[order.pk]
    set_review_reminder(order, reminder=len(reminded_at) + 1, since=since, now=now)


def clear_review_reminders(order: Order) -> None:
    """The store has looked at the order: nobody is told again."""
    clear_timers(REVIEW_REMINDER, store_id=order.store_id, subject_id=order.pk)


def reset_review_reminders(store: Store, *, now: datetime) -> None:
    """The store has another limit: it holds for every order that waits already, from when it was last told of it."""
    waiting = Order.objects.filter(store=store, status=Status.PENDING, confirmed_version=0)
    orders = list(waiting.select_for_update().order_by("pk"))
    reminded_at = firing_times(REVIEW_REMINDER, store_id=store.pk, subject_ids=[order.pk for order in orders])
    for order in orders:
        order.store = store
        clear_review_reminders(order)
        since = max([order.status_at, *reminded_at[order.pk]])
        set_review_reminder(order, reminder=len(reminded_at[order.pk]) + 1, since=since, now=now)


def while_open(store: Store, moment: datetime) -> datetime:
    """The moment, or the store's next opening after it."""
    return next_open_moment(schedule_of(store), moment)
