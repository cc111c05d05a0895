"""Cancel a whole order: goods go back, money is no longer owed, the customer is told (C2, E4)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.orders.agreement.change_plan import taken_by
from kept.orders.agreement.inputs import LONGEST_WHY
from kept.orders.events import OrderCancelled
from kept.orders.lifecycle import CAN_BE_CANCELLED
from kept.orders.locks import lock_account, lock_order
from kept.orders.models import Order, Status
from kept.orders.refusals import NotThatStep
from kept.orders.writes import move_to
from kept.payments.steps import agree_anew
from kept.stock.models import Movement
from kept.stock.steps import Cause, take, write_movements
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
        _put_back(order, actor, now)
        agree_anew(lock_account(order), 0, cause="cancelled", actor=actor.name, now=now)
        order.held_from = ""
        before = move_to(order, Status.CANCELLED, now=now, why=reason)
        record(
            OrderCancelled(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                before=before,
                why=order.why,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order


def _put_back(order: Order, actor: Actor, now: datetime) -> None:
    back = {variant: -pieces for variant, pieces in taken_by(order).items()}
    take(back)
    cause = Cause(f"order {order.number} cancelled", order.pk, actor.name, order.store_id)
    write_movements(back, Movement.Kind.RETURNED, cause, now=now)
