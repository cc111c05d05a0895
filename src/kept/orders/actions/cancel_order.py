"""Cancel a whole order: goods go back, money is no longer owed, the customer is told (C2, E4)."""

from datetime import datetime

from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.orders.agreement.inputs import LONGEST_WHY
from kept.orders.cancelling import call_off
from kept.orders.lifecycle import CAN_BE_CANCELLED
from kept.orders.locks import lock_account, lock_order
from kept.orders.models import Order, Status
from kept.orders.refusals import NotThatStep
from kept.stores.actor import Actor
from kept.stores.roles import May


def cancel_order(
    *, actor: Actor, number: int, why: str = "", seen: int | None = None, now: datetime
) -> Order:
    """Call the whole order off. `why` is what the customer is told. Refuses with NotThatStep once it has
    left, and with Invalid when `why` is too long."""
    actor.require(May.CANCEL_ORDERS)
    reason = one_line(why, LONGEST_WHY, "why")
    with durable():
        order = lock_order(actor, number, seen=seen)
        if Status(order.status) not in CAN_BE_CANCELLED:
            raise NotThatStep(status=order.status, possible=[])
        call_off(order, lock_account(order), why=reason, actor=actor, now=now)
    return order
