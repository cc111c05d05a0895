"""The effects of cancelling several orders: how many, their money, their goods and the messages (C1, E4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from kept.orders.lifecycle import CAN_BE_CANCELLED
from kept.orders.models import Order
from kept.orders.queries import reachable
from kept.payments.models import Account
from kept.stock.models import Movement
from kept.stores.actor import Actor


@dataclass(frozen=True, slots=True)
class Cancellations:
    """The effects together. `orders` can be cancelled, `others` cannot; both newest first.

    `total` is what the orders are worth and `received` what was paid and has to be refunded, in minor units; `pieces`
    go back to stock; `messages` customers are written to.
    """

    orders: list[Order]
    others: list[Order]
    total: int
    received: int
    pieces: int
    messages: int


def cancellations(actor: Actor, numbers: Sequence[int]) -> Cancellations:
    """Return what cancelling these orders would do; numbers that the actor may not reach are left out."""
    chosen = list(reachable(actor).filter(number__in=numbers).order_by("-number"))
    orders = [order for order in chosen if order.status in CAN_BE_CANCELLED]
    ids = [order.pk for order in orders]
    received = Account.objects.filter(order_id__in=ids).aggregate(sum=Sum("received"))["sum"]
    moved = Movement.objects.filter(order_id__in=ids).aggregate(sum=Sum("quantity"))["sum"]
    return Cancellations(
        orders=orders,
        others=[order for order in chosen if order.status not in CAN_BE_CANCELLED],
        total=sum(order.total for order in orders),
        received=received or 0,
        pieces=-(moved or 0),
        messages=sum(1 for order in orders if order.email),
    )
