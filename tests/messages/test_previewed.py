"""The message that a preview shows is, to the letter, the one that goes out when the change is made (A4)."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import timezone

from kept.messages.models import Message, MessageKind
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.change_plan import OrderChangeInput, as_input
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.agreement.preview import preview_change, preview_message
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.stores.models import Store
from tests.rig.factory import BERLIN, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db

VIENNA = {"country_code": "AT", "street_address": "Ring 1", "postal_code": "1010", "city": "Wien"}
AT_HOME = FulfilmentInput("post", address=BERLIN)
PICKUP = FulfilmentInput("pickup")


def lines(**fields: object) -> Callable[[Placed], OrderChangeInput]:
    """The one line of the order, with these fields of it different."""
    return lambda placed: OrderChangeInput(
        lines=tuple(replace(line, **fields) for line in as_input(terms_of(placed.order)))
    )


def one_more(placed: Placed) -> OrderChangeInput:
    more = LineInput(quantity=1, variant=a_product(placed.order.store, "Vase").pk)
    return OrderChangeInput(lines=(*as_input(terms_of(placed.order)), more))


def asked(**fields: object) -> Callable[[Placed], OrderChangeInput]:
    return lambda placed: OrderChangeInput(**fields)


CHANGES = {
    "more": (AT_HOME, lines(quantity=5)),
    "fewer": (AT_HOME, lines(quantity=1)),
    "price": (AT_HOME, lines(unit_price=1234)),
    "note_on_line": (PICKUP, lines(note="Happy birthday")),
    "another_product": (PICKUP, one_more),
    "street": (AT_HOME, asked(fulfilment=FulfilmentInput("post", address={**BERLIN, "street_address": "Ring 2"}))),
    "abroad": (AT_HOME, asked(fulfilment=FulfilmentInput("post", address=VIENNA))),
    "home_again": (FulfilmentInput("post", address=VIENNA), asked(fulfilment=AT_HOME)),
    "sent": (PICKUP, asked(fulfilment=AT_HOME)),
    "collected": (AT_HOME, asked(fulfilment=PICKUP)),
    "note": (PICKUP, asked(note="No lilies")),
    "mail": (PICKUP, asked(customer=CustomerInput("Anna Berg", "anna@new.example", ""))),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "payment", "stands"),
    [
        *itertools.product(CHANGES, ["demo_card", "transfer"], ["received"]),
        *itertools.product(["more", "sent", "collected"], ["transfer"], ["begun", "on_hold"]),
    ],
)
def test_what_is_previewed_is_what_is_sent(kind: str, payment: str, stands: str, deliver: Callable[..., int]):
    store, (method, change) = a_store(), CHANGES[kind]
    placed = an_order(store, a_product(store, price=1000), fulfilment=method, payment=payment)
    bring_to(stands, placed, store)
    wanted = change(placed)
    made = preview_change(
        actor=an_actor(store), number=placed.order.number, change=wanted, now=timezone.now()
    )
    shown = preview_message(made, reason="Anna called")
    change_order(
        actor=an_actor(store), number=placed.order.number, seen_version=1, change=wanted, channel="desk",
        reason="Anna called", expected=made.plan.fingerprint, now=timezone.now(),
    )  # fmt: skip
    deliver()
    sent = Message.objects.get(order_id=placed.order.pk, version=2, kind=MessageKind.CONFIRMATION)
    assert sent.state == Message.State.HANDED_OVER
    assert shown is not None
    assert (shown.subject, shown.text, shown.html) == (sent.subject, sent.text, sent.html)


def bring_to(stands: str, placed: Placed, store: Store) -> None:
    """Put the order's work there: what is collected is ready, a parcel is in hand."""
    actor, number = an_actor(store), placed.order.number
    if stands == "received":
        return
    to = "ready" if Order.objects.get(pk=placed.order.pk).fulfilment_kind == "pickup" else "preparing"
    advance_order(actor=actor, number=number, to=to, now=timezone.now())
    if stands == "on_hold":
        hold_order(actor=actor, number=number, why="No peonies came", now=timezone.now())
