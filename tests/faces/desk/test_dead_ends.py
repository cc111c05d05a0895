"""Nobody at the desk is shown a link or a button that refuses them: each role walks all it is shown (B5)."""

from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from kept.faces.desk.order import timeline
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput
from kept.stores.actor import holder
from kept.stores.models import Store
from kept.stores.roles import May, Role
from tests.faces.desk.crawler import Walk
from tests.rig.factory import BERLIN, a_person, a_product, a_store, an_actor, an_order
from tests.rig.store_world import a_world

pytestmark = pytest.mark.django_db
# Addresses that a walk by an owner must have come by; without them it has seen too little to prove anything.
SEEN_BY_OWNERS = (
    "board/", "orders/", "orders/new/", "products/", "products/new/", "stock/", "customers/", "settings/",
    "settings/words/", "settings/review/", "settings/messages/", "settings/hours/", "settings/fulfilment-methods/",
    "settings/people/", "settings/keys/", "settings/webhooks/",
)  # fmt: skip


def a_busy_store() -> Store:
    """An order in every state, one of them asked about, under review, written to; and all that the store sells."""
    world = a_world()
    store, owner = world.store, an_actor(world.store)
    vase = a_product(store, "Vase", stock=500)
    now = timezone.now()
    requested, ready, waits, gone, away = (
        an_order(
            store, vase, now=now, fulfilment=FulfilmentInput(method, BERLIN if method == "post" else None),
            customer=CustomerInput("Anna Berg", f"anna{number}@example.com"),
        ).order
        for number, method in enumerate(("pickup", "pickup", "pickup", "pickup", "post"))
    )  # fmt: skip
    make_request(
        actor=holder(store.pk, requested.pk, "Anna"), number=requested.number, kind="change", text="Two, please",
        channel="page", now=now,
    )  # fmt: skip
    advance_order(actor=owner, number=ready.number, to="ready", now=now)
    hold_order(actor=owner, number=waits.number, why="The van is broken", now=now)
    cancel_order(actor=owner, number=gone.number, why="No roses today", now=now)
    advance_order(actor=owner, number=away.number, to="shipped", now=now)
    store.review_rules = {"every": True}
    an_order(store, vase, now=now)
    Message.objects.filter(store=store).update(state="handed_over", text="It is agreed.")
    Message.objects.filter(order_id=requested.pk).update(state="failed", last_error="The mailbox is full.")
    return store


def walk(store: Store, role: Role) -> Walk:
    client = Client()
    client.force_login(a_person(store, role)[0])
    return Walk(client).from_here(f"/desk/{store.slug}/")


@pytest.mark.parametrize("role", list(Role))
def test_what_somebody_is_shown_is_open_to_them(role: Role):
    store = a_busy_store()
    walked = walk(store, role)
    assert walked.closed == []
    if role == Role.OWNER:
        assert {f"/desk/{store.slug}/{path}" for path in SEEN_BY_OWNERS} <= walked.pages
        assert len(walked.forms) > 30


@pytest.mark.parametrize("role", list(Role))
def test_in_a_store_that_has_nothing_yet_nothing_shown_is_closed(role: Role):
    store = a_store()
    store.fulfilment_methods.all().delete()
    assert walk(store, role).closed == []


def test_control_a_link_that_is_shown_to_those_it_is_not_for_is_found():
    store = a_busy_store()
    everybody = type("Everybody", (), {**May.__members__, "READ_CUSTOMERS": May.READ_ORDERS})
    with patch.object(timeline, "May", everybody):
        closed = walk(store, Role.FULFILMENT).closed
    assert closed
    assert all("/messages/" in one and one.endswith("403") for one in closed)
