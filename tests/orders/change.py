"""A change of an order in a line, for tests of what it does."""

from dataclasses import replace

from django.utils import timezone

from kept.orders.actions.change_order import Changed, change_order
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.change_plan import OrderChangeInput, as_input
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.stores.models import Store
from tests.rig.factory import an_actor


def change(
    placed: Placed, store: Store, asked: OrderChangeInput, *, seen: int | None = None, **fields: object
) -> Changed:
    order = Order.objects.get(pk=placed.order.pk)
    return change_order(
        actor=an_actor(store),
        number=order.number,
        seen_version=seen or order.version,
        change=asked,
        channel="desk",
        now=timezone.now(),
        **fields,
    )  # type: ignore[arg-type]


def quantity(placed: Placed, pieces: int, key: str = "1") -> OrderChangeInput:
    lines = as_input(terms_of(placed.order, Order.objects.get(pk=placed.order.pk).version))
    return OrderChangeInput(
        lines=tuple(replace(line, quantity=pieces) if line.key == key else line for line in lines)
    )
