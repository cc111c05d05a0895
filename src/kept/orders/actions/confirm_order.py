"""Confirm an order that was held for review, by hand and with a personal note (A7)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.text import paragraphs
from kept.kit.transactions import durable
from kept.orders.asked import LONGEST_NOTE
from kept.orders.events import OrderConfirmed
from kept.orders.locks import lock_order
from kept.orders.models import Order, Status
from kept.orders.queries import versions_of
from kept.orders.refusals import NotUnderReview
from kept.orders.writes import move_to
from kept.stores.actor import Actor
from kept.stores.roles import May


def confirm_order(
    *, actor: Actor, number: int, seen: int | None = None, note: str = "", now: datetime
) -> Order:
    """Say yes to the newest version: the customer's confirmation goes out, with `note` in it.

    Refuses with NotUnderReview when the order does not wait for that, with Invalid when the note is too long.
    """
    actor.require(May.CONFIRM_ORDERS)
    said = paragraphs(note, LONGEST_NOTE, "note")
    with durable():
        order = lock_order(actor, number, seen=seen)
        if order.status != Status.PENDING or order.confirmed_version:
            raise NotUnderReview(status=order.status)
        newest = versions_of(order)[-1]
        order.confirmed_version = newest.version
        order.review_reasons = []
        move_to(order, Status.RECEIVED, now=now)
        record(
            OrderConfirmed(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                version=newest.version,
                digest=newest.digest,
                by_hand=True,
                note=said,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order
