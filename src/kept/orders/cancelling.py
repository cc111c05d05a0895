"""Calling an order off, for every action that does: goods go back, and money is no longer owed (C2, E4)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import require_transaction
from kept.orders.agreement.change_plan import taken_by
from kept.orders.events import OrderCancelled
from kept.orders.models import Order, Status
from kept.orders.writes import move_to
from kept.payments.models import Account
from kept.payments.steps import agree_anew
from kept.stock.models import Movement
from kept.stock.steps import Cause, take, write_movements
from kept.stores.actor import Actor


def call_off(order: Order, account: Account, *, why: str, actor: Actor, now: datetime) -> None:
    """Cancel a locked order. `account`: its money, locked as well. `why` is what the customer is told."""
    require_transaction()
    back = {variant: -pieces for variant, pieces in taken_by(order).items()}
    take(back)
    cause = Cause(f"order {order.number} cancelled", order.pk, actor.name, order.store_id)
    write_movements(back, Movement.Kind.RETURNED, cause, now=now)
    agree_anew(account, 0, cause="cancelled", actor=actor.name, now=now)
    order.held_from = ""
    before = move_to(order, Status.CANCELLED, now=now, why=why)
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
