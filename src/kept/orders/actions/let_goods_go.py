"""Cancel an order that nobody has paid for, of somebody whom nobody knows: its goods are for everybody again."""

from datetime import datetime

from django.utils.translation import gettext, override

from kept.kit.transactions import durable
from kept.orders.cancelling import call_off
from kept.orders.locks import lock_account, lock_order_by_id
from kept.orders.models import Order
from kept.orders.refusals import KeepsItsGoods
from kept.orders.unpaid_orders import holds_goods_unpaid
from kept.stores.actor import Actor
from kept.stores.roles import May


def let_goods_go(*, actor: Actor, order_id: int, now: datetime) -> Order:
    """Call the order off, and say why in the customer's language.

    Refuses with NotFound, and with KeepsItsGoods once it is paid, somebody stands for the customer, or work on it has
    begun, and for what is cancelled or handed over.
    """
    actor.require(May.CANCEL_ORDERS)
    with durable():
        order = lock_order_by_id(actor, order_id)
        account = lock_account(order)
        if not holds_goods_unpaid(order, account):
            raise KeepsItsGoods
        call_off(order, account, why=_why(order.language), actor=actor, now=now)
    return order


def _why(language: str) -> str:
    with override(language):
        return gettext(
            "It was neither paid nor confirmed in time, so its goods are on sale again. "
            "You are welcome to order once more."
        )
