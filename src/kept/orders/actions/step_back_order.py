"""Take a mistaken step back: nothing is sent, and what still waited to be sent is not."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.events import OrderSteppedBack
from kept.orders.lifecycle import is_handed_over, steps_back_from
from kept.orders.locks import lock_order
from kept.orders.models import Order, Status
from kept.orders.refusals import NotThatStep
from kept.orders.writes import move_to
from kept.stores.actor import Actor
from kept.stores.roles import May


def step_back_order(
    *, actor: Actor, number: int, to: str = "", seen: int | None = None, now: datetime
) -> Order:
    """Go back to the step before, or to `to` where the lifecycle allows it. Refuses with NotThatStep.

    Back at its beginning no work is under way: it begins anew, by the version that stands then.
    """
    actor.require(May.ADVANCE_ORDERS)
    with durable():
        order = lock_order(actor, number, seen=seen)
        possible = steps_back_from(order.status, order.fulfilment_kind)
        status = to or (possible[0] if possible else "")
        if status not in possible:
            raise NotThatStep(status=order.status, possible=[str(step) for step in possible])
        if status == Status.RECEIVED:
            order.accepted_version = 0
        before = move_to(order, Status(status), now=now)
        if not is_handed_over(order):
            order.lines.update(fulfilled=0)
        record(
            OrderSteppedBack(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                before=before,
                after=order.status,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order
