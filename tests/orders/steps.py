"""An order goes a step on, and what its customer hears of it, for the tests of both."""

from typing import Any

from django.utils import timezone

from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.place_order import Placed
from kept.orders.models import Order
from kept.stores.models import Store
from tests.rig.factory import an_actor


def told(placed: Placed) -> list[str]:
    """Return the messages that the customer has got or will get, in order."""
    messages = (
        Message.objects.filter(order_id=placed.order.pk, to="customer").exclude(state="merged").order_by("id")
    )
    return list(messages.values_list("kind", flat=True))


def advance(store: Store, placed: Placed, to: str = "", **fields: Any) -> Order:
    return advance_order(
        actor=an_actor(store), number=placed.order.number, to=to, now=timezone.now(), **fields
    )
