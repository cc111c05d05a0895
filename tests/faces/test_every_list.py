"""No page and no answer costs more statements for more rows: every GET of every face, found from the router.

The world grows and everything is asked for again. What a page lists must have grown with it, or the page stands
in STILL with its reason: a new list is counted, or this fails until somebody says how it grows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.catalog.models import Option, OptionGroup, Variant
from kept.customers.actions.record_consent import record_consent
from kept.faces.api.customers import schemas
from kept.messages.models import Message
from kept.orders.actions.change_order import change_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.change_plan import OrderChangeInput, as_input
from kept.orders.agreement.inputs import CustomerInput, LineInput
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.payments.actions.record_payment import record_payment
from kept.promises.actions.add_closure import add_closure
from kept.promises.actions.add_fulfilment_method import add_fulfilment_method
from kept.promises.inputs import FulfilmentMethodInput
from kept.stock.actions.receive_stock import receive_stock
from kept.stores.actions.create_key import create_key
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.actor import holder
from kept.stores.models import Staff
from kept.webhooks.models import Endpoint
from tests.faces.every_page import Pages, api, desk, shop
from tests.rig.factory import a_person, a_product, a_store, an_actor, an_order
from tests.rig.findings import find, message_of
from tests.rig.store_world import World, a_world

pytestmark = pytest.mark.django_db

# What lists nothing that a store, an order or a product can have many of, and why.
STILL = {
    "api": {
        "GET /customers/{customer_id}": "one person",
        "GET /findings/{finding_id}": "one finding",
        "GET /orders/{number}/versions/{version}": "one version, as it was agreed",
        "GET /settings": "the store's own; ways, hours and closures are lists of their own",
        "GET /stock/{variant_id}": "one number",
        "GET /variants/{variant_id}": "one variant",
        "GET /webhook-endpoints/{endpoint_id}": "one endpoint",
        "GET /webhook-event-types": "what can happen is Kept's, not the store's",
    },
    "desk": {
        "brand": "colours",
        "cancel_many": "sends to the list where nothing is chosen; grows in order_list/test_cancel_many.py",
        "message": "one message, as it was sent",
        "product_new": "an empty form",
        "settings": "the store's own",
        "settings_messages": "one switch for each status",
        "settings_review": "the rules there are",
        "settings_fulfilment_method": "one way",
        "settings_fulfilment_method_new": "an empty form",
        "settings_words": "one word for each status",
        "start": "sends to the first page that somebody may see",
        "version": "one version, as it was agreed",
        "waiting": "one number",
    },
    "shop": {
        "basket": "what this visitor took, which is its own test (shop/test_cost.py)",
        "brand": "colours",
        "terms": "the store's words",
        "version": "one version, as it was agreed",
    },
}
MORE = 6
# A number that gets a digit more is no list.
BYTES_OF_A_LIST = 10 * MORE


@dataclass(frozen=True)
class Cost:
    """What an address costs, and how much it says."""

    statements: int
    bytes: int


@pytest.fixture
def world() -> World:
    made = a_world(slug="wren", policy="Fresh flowers cannot be sent back.")
    grow(made, range(2))
    return made


def grow(world: World, numbers: range) -> None:
    """More of everything that a store can have many of."""
    store, owner = world.store, an_actor(world.store)
    mia = Staff.objects.get(pk=world.ids["staff_id"]).user
    for number in numbers:
        tulip = a_product(store, f"Tulip {number}", tags=["tulips"])
        placed = an_order(store, tulip, customer=CustomerInput(f"Anna {number}", f"anna{number}@example.com"))
        find(message_of(placed.order))
        Staff.objects.create(store=a_store(), user=mia, role="owner", joined_at=timezone.now())
        a_person(store)
        add_closure(
            actor=owner, day=date(2199, 1, 1) + timedelta(days=number), reason="Holiday", now=timezone.now()
        )
        add_fulfilment_method(
            actor=owner,
            method_input=FulfilmentMethodInput("pickup", f"Window {number}", pay_by=("pickup",)),
            now=timezone.now(),
        )
        invite_staff(actor=owner, email=f"jo{number}@example.com", role="support", now=timezone.now())
        create_key(actor=owner, name=f"till {number}", scopes=["orders:read"], now=timezone.now())
        Endpoint.objects.create(
            store=store, url=f"https://hooks.example/{number}", sealed_secret="x", created_at=timezone.now()
        )
        grow_the_order(world, tulip, number)
        grow_the_rest(world, number)


def grow_the_order(world: World, tulip: Variant, number: int) -> None:
    """A line, a version, a message, a request, a payment and events more."""
    order, owner = Order.objects.get(pk=world.order.pk), an_actor(world.store)
    lines = (*as_input(terms_of(order)), LineInput(quantity=1, variant=tulip.pk))
    asked = OrderChangeInput(lines=lines)
    change_order(
        actor=owner,
        number=order.number,
        seen_version=order.version,
        change=asked,
        channel="desk",
        now=timezone.now(),
    )
    make_request(
        actor=holder(order.store_id, order.pk, "Anna Berg"), number=order.number, kind="change",
        text="Two, please", channel="page", now=timezone.now(),
    )  # fmt: skip
    record_payment(
        actor=owner, order_id=order.pk, amount=10, method="pickup", cause=f"till {number}", now=timezone.now()
    )
    for letter in Message.objects.filter(order_id=order.pk, state=Message.State.QUEUED):
        find(letter)
    an_order(world.store, world.variant)


def grow_the_rest(world: World, number: int) -> None:
    """One more of what hangs on the one product, variant and customer that pages are about.

    Every event is a delivery to the one endpoint by itself.
    """
    store, owner, product = world.store, an_actor(world.store), world.variant.product
    Variant.objects.create(store=store, product=product, sku=f"ROSE-{number}", title=f"{number}", price=100)
    group = OptionGroup.objects.create(store=store, product=product, name=f"Question {number}")
    Option.objects.create(store=store, group=group, name="Yes")
    receive_stock(
        actor=owner, variant_id=world.variant.pk, pieces=5, cause=f"note {number}", now=timezone.now()
    )
    record_consent(
        actor=owner, customer_id=world.customer.pk, purpose="review", granted=number % 2 == 0, source="phone",
        words="May we ask how it was?", now=timezone.now(),
    )  # fmt: skip


def costs(pages: Pages) -> dict[str, Cost]:
    """What every page costs now; what takes only what is sent to it is none."""
    return {name: found for name, page in pages.items() if (found := cost(page))}


def cost(page: Callable[[], Any]) -> Cost | None:
    if page().status_code == 405:
        return None
    with CaptureQueriesContext(connection) as made:  # what is remembered between two requests is not counted
        answer = page()
    assert answer.status_code in (200, 302), answer.content
    return Cost(len(made), len(answer.content))


def dearer(before: dict[str, Cost], after: dict[str, Cost]) -> list[str]:
    """What costs more than it did, in words."""
    return [
        f"{name}: {before[name].statements} statements, then {now.statements}"
        for name, now in after.items()
        if now.statements > before[name].statements
    ]


@pytest.mark.parametrize("face", [api, desk, shop])
def test_more_rows_are_not_more_statements(world: World, face: Callable[[World], Pages]):
    pages = face(world)
    before = costs(pages)
    grow(world, range(2, 2 + MORE))
    after = costs(pages)
    assert dearer(before, after) == []
    still = {name for name, now in after.items() if now.bytes < before[name].bytes + BYTES_OF_A_LIST}
    assert still == set(STILL[face.__name__])


def test_control_a_statement_for_each_row_is_found(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        schemas, "customer_summary_out", lambda row: {"id": row.pk, "addresses": row.addresses.count()}
    )
    pages = {name: page for name, page in api(world).items() if name == "GET /customers"}
    before = costs(pages)
    grow(world, range(2, 4))
    assert dearer(before, costs(pages)) == ["GET /customers: 5 statements, then 7"]
