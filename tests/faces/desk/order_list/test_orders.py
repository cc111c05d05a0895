"""The list of orders at the desk: found by everything people say, page by page, newer versions marked (C1)."""

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from kept.orders.actions.advance_order import advance_order
from kept.orders.agreement.inputs import LineInput
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.faces.desk.acting import change_as_colleague
from tests.rig.factory import a_person, a_product, an_order

pytestmark = pytest.mark.django_db


def test_a_newer_version_shows_on_the_list(desk: Client, store: Store):
    """A5: by a word and a shape; and whether somebody who works on it still has to look."""
    first, second, third = (an_order(store).order for _ in range(3))
    advance_order(actor=a_person(store, Role.FULFILMENT)[1], number=third.number, now=timezone.now())
    for order in (second, third):
        change_as_colleague(store, order, 1, lines=(LineInput(quantity=5, key="1"),))
    rows = html.fromstring(desk.get("/desk/wren/orders/").text).xpath("//tr[@data-item]")
    marks = {row.xpath("string(.//a)"): row.xpath("./td[4]/span[contains(@class, 'badge')]") for row in rows}
    assert not marks[str(first.number)]
    (calm,), (urgent, unseen) = marks[str(second.number)], marks[str(third.number)]
    assert calm.text_content() == "changed · v2"
    assert [urgent.text_content(), unseen.text_content()] == ["changed · v2", "not seen yet"]
    assert [len(mark.xpath(".//svg")) for mark in (calm, urgent)] == [1, 1]
    assert html.tostring(calm.find("svg")) != html.tostring(urgent.find("svg"))


def test_the_search_finds_by_everything_people_say(desk: Client, store: Store):
    product = a_product(store)
    order = an_order(store, product).order
    there = f"/desk/wren/orders/{order.number}/"
    assert desk.get("/desk/wren/orders/", {"q": f"#{order.number}"})["Location"] == there
    for words in ("anna", "Anna B", "berg", "anna@exam", product.sku, product.sku.lower()):
        assert there in desk.get("/desk/wren/orders/", {"q": words}).text, words
    for words in ("Zoe", "%", "_", "' OR 1=1", "\U0001f337" * 200, "9" * 50):
        assert there not in desk.get("/desk/wren/orders/", {"q": words}).text, words


def test_pages_follow_one_another_without_a_gap(desk: Client, store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kept.faces.desk.order_list.views.ON_A_PAGE", 2)
    product = a_product(store)
    numbers = [an_order(store, product).order.number for _ in range(5)]
    for first in ("/desk/wren/orders/", "/desk/wren/orders/?status=received"):
        listed, there = [], first
        while there:
            page = desk.get(there)
            listed += page.context["numbers"]
            there = page.context["older_url"]
        assert listed == numbers[::-1]
