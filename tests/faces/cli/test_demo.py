"""The demo is a place you would buy from, made by the actions that people use (I1)."""

import pytest

from kept.catalog.models import Product
from kept.faces.cli.books import verify
from kept.faces.cli.demo_data.shops import SHOPS, Shop
from kept.faces.cli.demo_fill import fill
from kept.orders.models import Confirmation, Order, Request, Status
from kept.stores.models import Staff, Store

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)
def test_a_demo_store_is_alive(shop: Shop) -> None:
    """Orders in several states, a changed one, open requests, drawings, people; and the books are true."""
    fill(shop, "promises are kept")

    store = Store.objects.get(slug=shop.slug)
    orders = Order.objects.filter(store=store)
    assert orders.count() >= 25
    assert {Status.DONE, Status.ON_HOLD} <= set(orders.values_list("status", flat=True))
    assert Confirmation.objects.filter(store=store, version=2).exists()
    assert Request.objects.filter(store=store, answer="open").exists()
    assert not Product.objects.filter(store=store, photo="").exists()
    assert Staff.objects.filter(store=store).count() == 1 + len(shop.crew)
    assert verify().findings == []
