"""Unpaid orders of people whom nobody knows: until when they hold their goods (reliability 23, decision 0019).

Steps: they open no transaction.
"""

from datetime import datetime

from kept.orders.lifecycle import NOT_HANDED_OVER, has_begun
from kept.orders.models import Order
from kept.orders.timers import UNPAID_LIMIT
from kept.payments.methods import method_of
from kept.payments.models import Account
from kept.payments.states import is_unpaid
from kept.timers.queries import due_time
from kept.timers.steps import clear_timers, set_timer


def start_unpaid_limit(order: Order, *, now: datetime) -> None:
    """Have the goods of a new order let go after a while, unless it is paid or somebody stands for the customer."""
    if order.customer_proven:
        return
    account = Account.objects.get(order_id=order.pk)
    if not is_unpaid(account):
        return
    set_timer(
        UNPAID_LIMIT,
        store_id=order.store_id,
        subject_id=order.pk,
        due_at=now + method_of(account.method).unpaid_limit,
        now=now,
    )


def goods_are_kept_until(order: Order) -> datetime | None:
    """Return when an order that nobody stands for lets its goods go; None where it keeps them."""
    if order.customer_proven:
        return None
    return due_time(UNPAID_LIMIT, store_id=order.store_id, subject_id=order.pk)


def end_unpaid_limit(store_id: int, order_id: int) -> None:
    """Let the order keep its goods: it is paid, or somebody knows the customer or has taken the order up."""
    clear_timers(UNPAID_LIMIT, store_id=store_id, subject_id=order_id)


def holds_goods_unpaid(order: Order, account: Account) -> bool:
    """Tell whether a locked order still holds goods that nobody has paid for and nobody stands for."""
    waits = order.status in NOT_HANDED_OVER and not has_begun(order)
    return waits and not order.customer_proven and is_unpaid(account)
