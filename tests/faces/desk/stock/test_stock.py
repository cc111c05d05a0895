"""Stock at the desk: received, written off and counted (E4, E5)."""

import pytest

from kept.stock.models import Level, Movement
from tests.rig.factory import a_product, an_order

pytestmark = pytest.mark.django_db


def url(store, rest):
    return f"/desk/{store.slug}/{rest}"


def test_the_ledger_names_the_order_in_the_readers_language(desk, store):
    rose = a_product(store, stock=10)
    order = an_order(store, rose, quantity=4).order
    desk.post(url(store, f"stock/{rose.pk}/"), {"do": "write_off", "pieces": "1", "cause": "frost"})
    page = desk.get(url(store, f"stock/{rose.pk}/"), headers={"accept-language": "de"}).text
    assert f'<a href="{url(store, f"orders/{order.number}/")}">Bestellung {order.number}</a>' in page
    assert f"order {order.number} v1" not in page
    assert "<bdi>frost</bdi>" in page


def test_stock_comes_goes_and_is_counted_with_what_waits_for_orders(desk, store):
    rose = a_product(store, stock=10)
    an_order(store, rose, quantity=4)
    there = url(store, f"stock/{rose.pk}/")
    desk.post(there, {"do": "receive", "pieces": "5", "cause": "note 4711", "back": there})
    desk.post(there, {"do": "write_off", "pieces": "1", "once": "k1"})
    again = desk.post(
        there, {"do": "receive", "pieces": "5", "cause": "note 4711", "back": there}, follow=True
    )
    assert "already been moved" in again.text
    assert Level.objects.get().available == 10
    counted = desk.post(url(store, "stock/count/"), {f"there-{rose.pk}": "13", "once": "k2"}, follow=True)
    assert "was different" in counted.text
    assert Level.objects.get().available == 9  # 13 in the store, 4 of them promised
    wrong = desk.post(url(store, "stock/count/"), {f"there-{rose.pk}": "3", "once": "k3"})
    assert (wrong.status_code, "promised in orders" in wrong.text) == (422, True)
    for hostile in ("-1", "many", "9" * 30, "²"):
        assert desk.post(url(store, "stock/count/"), {f"there-{rose.pk}": hostile}).status_code == 422
    assert (Level.objects.get().available, Movement.objects.count()) == (9, 5)
