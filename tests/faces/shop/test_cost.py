"""The cost of a page: few statements however much there is, and under 100 kB without photos."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.catalog.models import Option, OptionGroup
from tests.rig.factory import a_product, an_order
from tests.rig.visitor import answers, home, page_of, take

pytestmark = pytest.mark.django_db

LIGHT = 100_000
"""Bytes: the page and every stylesheet and script it loads, as they are, without compression."""


def statements(client, url: str, most: int) -> int:
    client.get(url)  # what is remembered from one request to the next is not counted
    with CaptureQueriesContext(connection) as made:
        assert client.get(url).status_code == 200
    assert len(made) <= most, [one["sql"][:120] for one in made]
    return len(made)


def test_the_store_page_costs_the_same_for_forty_products(client, store, bouquet):
    few = statements(client, home(store), 8)
    for number in range(40):
        a_product(store, f"Tulip {number}", tags=["tulips"])
    assert statements(client, home(store), 8) == few


def test_the_product_page_costs_the_same_for_many_answers(client, store, bouquet):
    few = statements(client, page_of(store, bouquet), 8)
    for number in range(10):
        group = OptionGroup.objects.create(store=store, product=bouquet, name=f"Question {number}")
        Option.objects.create(store=store, group=group, name="Yes")
    assert statements(client, page_of(store, bouquet), 8) == few


@pytest.mark.parametrize("part", ["basket/", "checkout/"])
def test_basket_and_checkout_cost_the_same_for_many_lines(client, store, wreath, part):
    take(client, store, wreath)
    few = statements(client, f"{home(store)}{part}", 8)
    for number in range(12):
        take(client, store, a_product(store, f"Tulip {number}"))
    assert statements(client, f"{home(store)}{part}", 8) == few


def test_the_order_page_costs_the_same_for_many_lines(client, store):
    small = an_order(store)
    large = an_order(store, *[a_product(store, f"Tulip {number}") for number in range(20)])
    few = statements(client, f"/o/{small.token}/", 8)
    assert statements(client, f"/o/{large.token}/", 8) == few


def weight(client, page: bytes) -> int:
    """The page with everything it loads but photos."""
    loaded = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page.decode())
    brand = re.search(r'href="(/s/[^"]+/brand\.css[^"]*)"', page.decode())
    assert loaded
    assert brand is not None
    parts = [Path(finders.find(name)).read_bytes() for name in set(loaded)]
    return len(page) + sum(map(len, parts)) + len(client.get(brand[1]).content)


def test_every_page_is_light(client, store, bouquet):
    for number in range(47):
        a_product(store, f"Tulip {number} with a rather long name", tags=["tulips"])
    client.post(page_of(store, bouquet), answers(bouquet))
    placed = an_order(store, *[a_product(store, f"Rose {number}") for number in range(10)])
    pages = [home(store), page_of(store, bouquet), f"{home(store)}basket/", f"{home(store)}checkout/"]
    pages += [f"/o/{placed.token}/", f"/o/{placed.token}/thanks/"]
    heavy = {url: weight(client, client.get(url).content) for url in pages}
    assert max(heavy.values()) < LIGHT, heavy


def test_the_checkout_with_every_country_is_light(client, store, wreath):
    take(client, store, wreath)
    page = client.post(f"{home(store)}checkout/", {"do": "update", "fulfilment_method": "post"}).content
    assert page.count(b"<option") > 200
    assert weight(client, page) < LIGHT, weight(client, page)
