"""A checkout page that was opened before the basket changed, by Back or in another tab, places nothing (H1)."""

from typing import Any

import pytest

from kept.faces.shop import placing
from kept.faces.shop.cart import Cart
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.stores.models import Store
from tests.rig.factory import a_product
from tests.rig.visitor import filled_in, home, take, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def candle(store):
    return a_product(store, "Beeswax candle", price=900, stock=50)


def send(client, store: Store, data: dict[str, Any]):
    return client.post(f"{home(store)}checkout/", data)


def basket(client, store: Store) -> list[tuple[str, int]]:
    lines = client.get(f"{home(store)}basket/").context["quote"].lines
    return [(line.name, line.cart_line.quantity) for line in lines]


def test_back_to_the_page_of_the_last_order_keeps_the_new_basket(client, store, wreath, candle):
    take(client, store, wreath)
    old_page = filled_in(client, store)
    thanks = send(client, store, old_page).url
    take(client, store, candle, 2)

    answered = send(client, store, old_page)
    assert answered.status_code == 422
    said = text(answered)
    assert "Your basket has changed since" in said
    assert "1 × Dried wreath" in said
    assert "2 × Beeswax candle" in said
    assert f'href="{thanks}"' in said
    assert Order.objects.count() == 1
    assert basket(client, store) == [("Beeswax candle", 2)]

    placed = send(client, store, {**old_page, "total": "1800", **_now(answered)})
    assert placed.status_code == 302 != placed.url != thanks
    assert [line.title for line in terms_of(Order.objects.latest("pk")).lines] == ["Beeswax candle"]
    assert basket(client, store) == []


def test_the_same_put_into_the_basket_anew_is_another_order(client, store, wreath):
    """By its content alone it would be the old page's, and the customer would wait for what was never ordered."""
    take(client, store, wreath)
    old_page = filled_in(client, store)
    send(client, store, old_page)
    take(client, store, wreath)
    assert send(client, store, old_page).status_code == 422
    assert basket(client, store) == [("Dried wreath", 1)]
    assert send(client, store, filled_in(client, store)).status_code == 302
    assert Order.objects.count() == 2


@pytest.mark.parametrize("change", ["another line", "another quantity", "another note"])
def test_what_another_tab_has_changed_is_shown_before_it_is_ordered(client, store, wreath, candle, change):
    take(client, store, wreath)
    old_page = filled_in(client, store)
    if change == "another line":
        take(client, store, candle)
    else:
        (line,) = client.session[f"basket {store.pk}"]
        field, value = ("quantity", "2") if change == "another quantity" else ("note", "Blue, please")
        client.post(f"{home(store)}basket/", {f"{field}_{line['key']}": value})
    answered = send(client, store, old_page)
    assert answered.status_code == 422
    assert "Nothing was ordered" in text(answered)
    assert 'value="Anna Berg"' in answered.content.decode(), "what was typed is still there"
    assert not Order.objects.exists()
    total = str(answered.context["quote"].total)
    assert send(client, store, {**old_page, "total": total, **_now(answered)}).status_code == 302


def test_what_comes_in_while_it_is_placed_stays_in_the_basket(client, store, wreath, candle, monkeypatch):
    """The answer is slow, and somebody goes on in another tab: one more of the same, and something else."""
    take(client, store, wreath)
    data = filled_in(client, store)
    original = placing.place_order

    def slowly(**asked):
        take(client, store, wreath)
        take(client, store, candle)
        return original(**asked)

    monkeypatch.setattr(placing, "place_order", slowly)
    assert send(client, store, data).status_code == 302
    assert [line.quantity for line in terms_of(Order.objects.get()).lines] == [1]
    assert basket(client, store) == [("Dried wreath", 1), ("Beeswax candle", 1)]


def test_the_second_of_two_presses_empties_no_basket(client, store, wreath, candle, monkeypatch):
    """Both were sent with the same page. The one that comes late finds a new basket, and leaves it alone."""
    take(client, store, wreath)
    data, before = filled_in(client, store), dict(client.session)
    first = send(client, store, data)
    client.cookies.pop("sessionid", None)  # emptied with the basket
    session = client.session
    session.update(before)  # the second request had read the basket before the first was done
    session.save()
    original = placing._once

    def late(*asked):
        token = original(*asked)
        take(client, store, candle)
        return token

    monkeypatch.setattr(placing, "_once", late)
    assert send(client, store, data).url == first.url
    assert Order.objects.count() == 1
    assert ("Beeswax candle", 1) in basket(client, store)


@pytest.mark.parametrize("key", ["\n", "k\u2028" * 40, "", "x" * 300])
def test_nobody_reads_in_a_shop_what_a_key_is(client, store, wreath, key):
    take(client, store, wreath)
    for data in (filled_in(client, store, key=key), filled_in(client, store, key=key, note="Other")):
        for basket_said in (data["basket"], "", "[]", "[[1,2,3]]", "{", "9" * 30_000):
            answered = send(client, store, {**data, "basket": basket_said})
            assert answered.status_code in (302, 422)
            assert "Idempotency" not in answered.content.decode()
        take(client, store, wreath)


def test_changed_and_sent_again_after_the_order_leads_to_no_second_one_and_says_so(client, store, wreath):
    take(client, store, wreath)
    data = filled_in(client, store)
    send(client, store, data)
    answered = client.post(f"{home(store)}checkout/", {**data, "note": "Two of them"}, follow=True)
    assert answered.status_code == 200
    assert "You have already placed this order" in text(answered)
    assert Order.objects.count() == 1


def test_a_described_basket_reads_back_without_its_notes(client, store, wreath):
    take(client, store, wreath, 2)
    (row,) = client.session[f"basket {store.pk}"]
    shown = client.get(f"{home(store)}checkout/").context["basket"]
    (line,) = Cart.described(shown).lines
    assert (line.key, line.variant, line.quantity) == (row["key"], wreath.pk, 2)


def _now(answered) -> dict[str, str]:
    return {name: answered.context[name] for name in ("key", "basket")}
