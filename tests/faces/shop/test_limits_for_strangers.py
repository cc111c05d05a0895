"""Nobody takes the whole shop: basket, product page and checkout say how much there is for one customer (A1)."""

import pytest
from django.test import Client
from lxml import html

from kept.orders.models import Order, Status
from kept.stock.models import Level
from kept.stores.models import Store
from tests.rig.factory import a_product
from tests.rig.visitor import filled_in, home, page_of, take, text

pytestmark = pytest.mark.django_db


def test_one_address_with_many_names_takes_half_of_an_article(store: Store):
    """Reliability 23: 20 visitors with their own baskets and e-mail addresses, from one network address."""
    variant = a_product(store, "Peony", stock=20)
    refused = 0
    for number in range(20):
        visitor = Client()
        take(visitor, store, variant)
        sent = visitor.post(
            f"{home(store)}checkout/", filled_in(visitor, store, email=f"eve{number}@example.org")
        )
        refused += sent.status_code == 422
        if sent.status_code == 422:
            assert "“Peony”" in text(sent)
    assert (refused, Level.objects.get().available) == (10, 10)
    assert Order.objects.filter(status=Status.RECEIVED).count() == 10


def test_the_product_page_and_the_basket_say_how_many_at_once(client: Client, store: Store):
    Store.objects.filter(pk=store.pk).update(review_rules={"most_of_article": 5})
    variant = a_product(store, "Peony", stock=None)
    page = html.fromstring(client.get(page_of(store, variant.product)).text)
    assert page.xpath("//input[@name='quantity']/@max") == ["5"]
    refused = client.post(page_of(store, variant.product), {"quantity": "6"})
    assert refused.status_code == 422
    assert "At most 5 at once." in text(refused)
    take(client, store, variant, 5)
    take(client, store, variant, 5)
    assert "At most 5 of one article can be ordered at once." in text(client.get(f"{home(store)}basket/"))


def test_a_name_with_a_web_address_is_refused_beside_its_field(client: Client, store: Store):
    take(client, store, a_product(store))
    sent = client.post(
        f"{home(store)}checkout/", filled_in(client, store, name="Pay at https://evil.example")
    )
    assert sent.status_code == 422
    assert sent.context["form"].errors["name"] == ["Write a name without a web address."]


def test_an_address_inside_the_shops_network_is_refused_beside_its_field(client: Client, store: Store):
    take(client, store, a_product(store))
    for address in ("root@localhost", "a@[127.0.0.1]"):
        sent = client.post(f"{home(store)}checkout/", filled_in(client, store, email=address))
        assert list(sent.context["form"].errors) == ["email"]
    assert not Order.objects.exists()
