"""Acts of the staff on an order, for the tests of its page."""

from django.test import Client
from django.utils import timezone

from kept.orders.actions.change_order import change_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.models import Order
from kept.stores.models import Store
from tests.rig.factory import a_person


def post_act(desk: Client, order: Order, what: str, **fields: object):
    """Post an act from the order's page, as its form does, and follow the redirect."""
    here = f"/desk/wren/orders/{order.number}/"
    return desk.post(f"{here}{what}/", {"back": here, **fields}, follow=True)


def reloaded(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def change_as_colleague(store: Store, order: Order, seen: int, **changes: object) -> None:
    """Change the order as somebody of the staff who does not work on it."""
    change_order(
        actor=a_person(store)[1], number=order.number, seen_version=seen, channel="desk", now=timezone.now(),
        change=OrderChangeInput(**changes),
    )  # fmt: skip
