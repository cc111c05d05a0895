"""Put an order on hold; it remembers where it was (C2)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.refusals import Invalid
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.orders.agreement.inputs import LONGEST_WHY
from kept.orders.events import OrderHeld
from kept.orders.lifecycle import CAN_BE_HELD
from kept.orders.locks import lock_order
from kept.orders.models import Order, Status
from kept.orders.refusals import NotThatStep
from kept.orders.writes import move_to
from kept.stores.actor import Actor
from kept.stores.roles import May


def hold_order(*, actor: Actor, number: int, why: str, seen: int | None = None, now: datetime) -> Order:
    """Stop work for now. `why` is what the customer is told. Refuses with NotThatStep or Invalid."""
    actor.require(May.ADVANCE_ORDERS)
    reason = one_line(why, LONGEST_WHY, "why")
    if not reason:
        raise Invalid(_("Say why the order is on hold. The customer will read it."), field="why")
    with durable():
        order = lock_order(actor, number, seen=seen)
        if Status(order.status) not in CAN_BE_HELD:
            raise NotThatStep(status=order.status, possible=[])
        order.held_from = order.status
        before = move_to(order, Status.ON_HOLD, now=now, why=reason)
        record(
            OrderHeld(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                before=before,
                why=reason,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order
