"""Let an order that was on hold go on where it had stopped (C2)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.events import OrderResumed
from kept.orders.lifecycle import is_on_hold, waits_for_acceptance
from kept.orders.locks import lock_order
from kept.orders.models import Order, Status
from kept.orders.refusals import NotAccepted, NotThatStep
from kept.orders.writes import move_to
from kept.stores.actor import Actor
from kept.stores.roles import May


def resume_order(*, actor: Actor, number: int, seen: int | None = None, now: datetime) -> Order:
    """Back to where it was before the hold. Refuses with NotThatStep, and with NotAccepted where a version that
    was agreed meanwhile has not been accepted: going on is work.
    """
    actor.require(May.ADVANCE_ORDERS)
    with durable():
        order = lock_order(actor, number, seen=seen)
        if not is_on_hold(order):
            raise NotThatStep(status=order.status, possible=[])
        if waits_for_acceptance(order):
            raise NotAccepted(seen=order.accepted_version, now=order.version)
        back_to, order.held_from = Status(order.held_from), ""
        move_to(order, back_to, now=now)
        record(
            OrderResumed(
                order_id=order.pk, customer_id=order.customer_id, number=order.number, after=order.status
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order
