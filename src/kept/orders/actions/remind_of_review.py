"""Say that an order under review still waits, because the store's own limit has passed (A7)."""

from datetime import datetime, timedelta

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.events import OrderReviewOverdue
from kept.orders.lifecycle import can_be_confirmed
from kept.orders.locks import lock_order_by_id
from kept.orders.models import Order
from kept.orders.refusals import NoReminders, NotUnderReview
from kept.orders.review_reminders import MOST_REMINDERS, while_open
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.timers.kinds import NotYet


def remind_of_review(*, actor: Actor, order_id: int, reminder: int, now: datetime) -> Order:
    """Tell the store again, and how long the order has waited. `reminder`: which time this is, from 1.

    Refuses with NotFound, with NotUnderReview once somebody has confirmed, held or cancelled it, with NoReminders where
    the store wants none. Raises NotYet while the store is closed.
    """
    actor.require(May.CONFIRM_ORDERS)
    with durable():
        order = lock_order_by_id(actor, order_id)
        if not can_be_confirmed(order):
            raise NotUnderReview(status=order.status)
        if not order.store.review_reminder_minutes:
            raise NoReminders
        opens = while_open(order.store, now)
        if opens > now:
            raise NotYet(opens)
        record(
            OrderReviewOverdue(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                reminder=reminder,
                waited_minutes=(now - order.placed_at) // timedelta(minutes=1),
                last=reminder >= MOST_REMINDERS,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order
