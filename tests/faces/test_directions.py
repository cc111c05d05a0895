"""What people write in Hebrew or Arabic is cut, aligned and punctuated at its own end, on every page of desk and shop.

Text from the right in an element that reads from the left loses its beginning where it is cut, and drags the full stops
and numbers beside it to the wrong side. So it stands in an element with `dir="auto"` or in a `<bdi>`; within a sentence
of Kept's own, between the marks of Unicode for the same (`isolated`).
"""

import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from kept.faces.ui.templatetags.kept import FIRST_STRONG_ISOLATE, POP_ISOLATE
from kept.journal.models import Entry
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.models import Order
from kept.stores.actor import holder
from kept.stores.models import Store, User
from kept.stores.roles import Role
from tests.faces.every_page import desk, shop
from tests.rig.factory import BERLIN, a_person, a_product, an_actor, an_order
from tests.rig.store_world import World, a_world
from tests.rig.visitor import take

pytestmark = pytest.mark.django_db

NAME = "נועה כהן"
NOTE = "בלי אגוזים, בבקשה!"
# Where nobody sees a direction: the browser's own list, and what is not shown.
UNSEEN = {"option", "title", "script", "style", "textarea"}


@pytest.fixture
def world() -> World:
    """A florist in whose books everybody writes from right to left."""
    made = a_world(slug="wren", policy=NOTE)
    Store.objects.filter(pk=made.store.pk).update(name=NAME, legal_name=NAME)
    made.store.refresh_from_db()
    rose = a_product(made.store, NAME, description=NOTE)
    asked = FulfilmentInput("post", {**BERLIN, "street_address": NAME}, recipient=NAME, instructions=NOTE)
    order = an_order(
        made.store, customer=CustomerInput(NAME, "noa@example.com"), note=NOTE, fulfilment=asked, payment="transfer",
        lines=[LineInput(quantity=1, variant=rose.pk, note=NOTE)],
    ).order  # fmt: skip
    made.variant, made.order, made.customer = rose, order, order.customer
    made.ids |= {
        "number": order.number, "customer_id": order.customer_id, "product_id": rose.product_id, "variant_id": rose.pk,
    }  # fmt: skip
    much_happens(made)
    User.objects.update(name=NAME)
    Entry.objects.update(actor_name=NAME)
    return made


def much_happens(world: World) -> None:
    """It is begun, changed, asked about and held, with everybody's words."""
    store, number = world.store, world.order.number
    ben = a_person(store, Role.FULFILMENT)[1]
    advance_order(actor=ben, number=number, now=timezone.now())
    change_order(
        actor=an_actor(store), number=number, seen_version=1, channel="phone", reason=NOTE, now=timezone.now(),
        change=OrderChangeInput(lines=(LineInput(quantity=3, key="1", note=f"{NOTE} {NOTE}"),), note=f"{NOTE} {NAME}"),
    )  # fmt: skip
    make_request(
        actor=holder(store.pk, world.order.pk, NAME),
        number=number,
        kind="change",
        text=NOTE,
        channel="page",
        now=timezone.now(),
    )
    hold_order(actor=ben, number=number, why=NOTE, now=timezone.now())


def misplaced(page: str) -> Iterator[str]:
    """Text from the right that stands in an element which reads from the left."""
    for one in html.fromstring(page).iter():
        if not isinstance(one.tag, str) or one.tag in UNSEEN:
            continue
        for text, place in ((one.text, one), *((child.tail, one) for child in one)):
            if from_the_right(text or "") and not place.xpath(
                "ancestor-or-self::*[@dir='auto' or self::bdi]"
            ):
                yield f"<{place.tag} class={place.get('class')!r}> {' '.join(text.split())}"


def from_the_right(text: str) -> bool:
    """Whether a letter of it is written from the right, and not between the marks that set it apart."""
    deep = 0
    for letter in text:
        deep += (letter == FIRST_STRONG_ISOLATE) - (letter == POP_ISOLATE)
        if not deep and unicodedata.bidirectional(letter) in ("R", "AL"):
            return True
    return False


def findings(pages: dict[str, Any]) -> list[str]:
    """Every page's, each place once."""
    found = {}
    for name, page in pages.items():
        answer = page()
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content.strip():
            found |= {one: f"{name}: {one}" for one in misplaced(answer.text)}
    return sorted(found.values())


@pytest.mark.parametrize("face", [desk, shop])
def test_what_is_written_from_the_right_stands_in_a_place_of_its_own(world: World, face):
    assert "\n".join(findings(face(world))) == ""


def test_so_do_the_pages_that_name_somebody_in_other_states(world: World):
    """Under review, cancelled, without an address: sentences that the ordinary order does not say."""
    store = world.store
    Store.objects.filter(pk=store.pk).update(review_rules={"every": True})
    store.refresh_from_db()
    for customer in (CustomerInput(NAME, "noa@example.com"), CustomerInput(NAME, phone="+49 30 7654321")):
        order = an_order(store, world.variant, customer=customer).order
        world.order = order
        world.ids["number"] = order.number
        assert "\n".join(findings(desk(world))) == ""
    Order.objects.filter(pk=order.pk).update(status="cancelled", why=NOTE)
    assert "\n".join(findings(desk(world))) == ""
    assert "\n".join(findings(shop(world))) == ""


def test_so_do_basket_and_checkout(world: World):
    client = Client()
    take(client, world.store, world.variant)
    pages = {part: partial(client.get, f"/s/wren/{part}/") for part in ("basket", "checkout")}
    assert NAME in pages["checkout"]().text
    assert "\n".join(findings(pages)) == ""


def test_control_a_name_in_a_plain_paragraph_is_found():
    assert list(misplaced(f"<p>{NAME}</p>")) == [f"<p class=None> {NAME}"]
    assert list(misplaced(f"<p><b>1</b> {NAME}</p>")) == [f"<p class=None> {NAME}"]
    for right in (
        f"<p dir=auto><b>1</b> {NAME}</p>",
        f"<p><bdi>{NAME}</bdi>.</p>",
        f"<p>\u2068{NAME}\u2069.</p>",
    ):
        assert not list(misplaced(right))
