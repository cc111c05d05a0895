"""The board (C1): live, one tap on, ten seconds to take it back, many at once, cheap at any size."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.messages.models import Message, MessageKind
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.make_request import make_request
from kept.orders.asked import CustomerAsked
from kept.orders.models import Order
from kept.stores.actor import Actor, holder
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.factory import NOW, a_person, a_product, an_order

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "board"}


def cards(page, status: str) -> list[int]:
    (column,) = [one for one in page.context["columns"] if one["status"] == status]
    return column["numbers"]


def test_a_new_board_teaches_what_will_happen(desk: Client):
    page = desk.get("/desk/wren/board/")
    assert "No orders yet" in page.text
    assert "New orders appear here by themselves." in page.text


def test_a_card_says_what_matters(desk: Client, store: Store):
    product = a_product(store, "Dried wreath", price=4650)
    an_order(store, product)
    placed = an_order(store, product, quantity=3)
    make_request(
        actor=holder(store.pk, placed.order.pk, "Anna"), number=placed.order.number, kind="change", text="?",
        channel="page", now=NOW,
    )  # fmt: skip
    page = desk.get("/desk/wren/board/").text
    card = page[page.index(f'id="order-{placed.order.number}"') :]
    for said in (
        "Anna Berg",
        "3 ×",
        "Dried wreath",
        "2nd order",
        "€139.50 at pickup",
        "Shop page",
        "Asks something",
    ):
        assert said in card
    assert "not told yet" in card


def test_one_tap_advances_and_the_same_moment_takes_it_back(desk: Client, store: Store):
    order = an_order(store).order
    answer = desk.post(f"/desk/wren/orders/{order.number}/advance/", {"seen": order.revision}, headers=HTMX)
    assert cards(answer, "preparing") == [order.number]
    assert Message.objects.filter(order_id=order.pk, kind=MessageKind.PREPARING, state="queued").exists()

    toast = answer.context["toast"]
    assert toast.seconds == store.burst_seconds
    answer = desk.post(toast.undo_url, dict(toast.undo), headers=HTMX)
    assert cards(answer, "received") == [order.number]
    assert not Message.objects.filter(order_id=order.pk, kind=MessageKind.PREPARING).exists()


def test_two_people_with_one_card_advance_it_once(desk: Client, store: Store, mia: Actor):
    order = an_order(store).order
    advance_order(actor=mia, number=order.number, seen=order.revision, now=NOW)
    answer = desk.post(f"/desk/wren/orders/{order.number}/advance/", {"seen": order.revision}, headers=HTMX)
    assert "Somebody changed this order" in answer.text
    assert Order.objects.get(pk=order.pk).status == "preparing"


def test_without_script_it_is_a_form_and_a_page(desk: Client, store: Store):
    order = an_order(store).order
    there = f"/desk/wren/orders/{order.number}/advance/"
    page = desk.post(there, {"back": "/desk/wren/board/?due=today"}, follow=True)
    assert page.redirect_chain == [("/desk/wren/board/?due=today", 302)]
    assert f"Order {order.number}: Preparing." in page.text


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "/accounts/logout/", "/desk/other/"]
)
def test_the_way_back_leads_nowhere_else(desk: Client, store: Store, evil: str):
    order = an_order(store).order
    assert (
        desk.post(f"/desk/wren/orders/{order.number}/advance/", {"back": evil})["Location"] == "/desk/wren/"
    )


def test_many_at_once_each_for_itself(desk: Client, store: Store, mia: Actor):
    product = a_product(store)
    first, second, moved = (an_order(store, product).order for _ in range(3))
    advance_order(actor=mia, number=moved.number, now=NOW)
    picked = [f"{order.number}.{order.revision}" for order in (first, second, moved)]
    answer = desk.post("/desk/wren/board/together/", {"do": "advance", "order": picked}, headers=HTMX)
    assert [result["ok"] for result in answer.context["results"]] == [True, True, False]
    assert "2 of 3 orders moved." in answer.text
    assert cards(answer, "preparing") == [first.number, second.number, moved.number]

    asked = {"do": "hold", "why": "The van is broken", "order": [f"{first.number}.2"]}
    held = desk.post("/desk/wren/board/together/", asked)
    assert Order.objects.get(pk=first.pk).why == "The van is broken"
    assert "1 of 1 orders moved." in held.text


def test_at_most_a_hundred_at_once(desk: Client, store: Store):
    order = an_order(store).order
    picked = [*(f"{9000 + n}.1" for n in range(100)), f"{order.number}.{order.revision}"]
    page = desk.post("/desk/wren/board/together/", {"do": "advance", "order": picked})
    assert len(page.context["results"]) == 100
    assert Order.objects.get(pk=order.pk).status == "received"


def test_the_board_looks_for_news_and_is_told_when_there_is_none(desk: Client, store: Store):
    order = an_order(store).order
    cursor = re.search(r'name="cursor" value="([^"]+)"', desk.get("/desk/wren/board/").text)[1]
    live = desk.get("/desk/wren/board/live/", {"cursor": cursor}, headers=HTMX)
    assert (live.status_code, live.content) == (204, b"")

    desk.post(f"/desk/wren/orders/{order.number}/advance/")
    live = desk.get("/desk/wren/board/live/", {"cursor": cursor}, headers=HTMX)
    assert cards(live, "preparing") == [order.number]


def test_news_keep_the_filter_of_the_page_that_asks(desk: Client, store: Store):
    an_order(store)
    headers = {**HTMX, "HX-Current-URL": "http://testserver/desk/wren/board/?channel=phone"}
    assert cards(desk.get("/desk/wren/board/live/", headers=headers), "received") == []


def test_filters_and_order_stand_in_the_address(desk: Client, store: Store):
    product = a_product(store)
    shop = an_order(store, product).order
    phone = an_order(
        store, product, channel="phone", payment="demo_card", customer=CustomerAsked("Zoe", "zoe@example.com")
    ).order
    assert cards(desk.get("/desk/wren/board/?channel=phone"), "received") == [phone.number]
    assert cards(desk.get("/desk/wren/board/?money=due"), "received") == [shop.number]
    assert cards(desk.get("/desk/wren/board/?way=shipping"), "received") == []
    assert cards(desk.get("/desk/wren/board/?sort=newest"), "received") == [phone.number, shop.number]
    assert cards(desk.get("/desk/wren/board/?sort=name"), "received") == [shop.number, phone.number]
    assert cards(desk.get("/desk/wren/board/?way='%20OR%201=1"), "received") == [shop.number, phone.number]


def test_late_is_late_and_what_waits_to_be_collected_is_not(desk: Client, store: Store, mia: Actor):
    product = a_product(store)
    late = an_order(store, product, now=NOW - timedelta(days=2000)).order
    waiting = an_order(store, product, now=NOW - timedelta(days=2000)).order
    advance_order(actor=mia, number=waiting.number, to="ready", now=NOW)
    page = desk.get("/desk/wren/board/?due=late")
    assert cards(page, "received") == [late.number]
    assert cards(page, "ready") == []


def test_the_stores_own_words_stand_everywhere(desk: Client, store: Store):
    Store.objects.filter(pk=store.pk).update(status_words={"en": {"preparing": "In the workshop"}})
    order = an_order(store).order
    board = desk.get("/desk/wren/board/").text
    assert board.count("In the workshop") >= 2
    answer = desk.post(f"/desk/wren/orders/{order.number}/advance/", headers=HTMX)
    assert f"Order {order.number}: In the workshop." in answer.text
    assert "In the workshop" in desk.get(f"/desk/wren/orders/{order.number}/").text
    assert "In the workshop" in desk.get("/desk/wren/orders/").text


def test_a_packer_sees_no_sums_and_an_accountant_no_buttons(client: Client, store: Store):
    an_order(store, a_product(store, price=1111))
    client.force_login(a_person(store, Role.FULFILMENT)[0])
    assert "22.22" not in client.get("/desk/wren/board/").text
    client.force_login(a_person(store, Role.ACCOUNTANT)[0])
    page = client.get("/desk/wren/board/").text
    assert "22.22" in page
    assert "data-advance" not in page
    assert "pick" not in re.findall(r'class="([^"]+)"', page)


@pytest.mark.parametrize("address", ["board/", "orders/"])
def test_more_orders_are_not_more_statements(desk: Client, store: Store, address: str):
    product = a_product(store, stock=None)
    an_order(store, product)
    desk.get(f"/desk/wren/{address}")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"/desk/wren/{address}")
    for _ in range(12):
        an_order(store, product)
    with CaptureQueriesContext(connection) as many:
        desk.get(f"/desk/wren/{address}")
    assert len(many) == len(few) <= 21


def test_asking_for_news_is_cheap(desk: Client, store: Store):
    an_order(store)
    cursor = re.search(r'name="cursor" value="([^"]+)"', desk.get("/desk/wren/board/").text)[1]
    with CaptureQueriesContext(connection) as asked:
        desk.get("/desk/wren/board/live/", {"cursor": cursor}, headers=HTMX)
    # Who it is (session, person, place in the store), when an order last changed, and the newest one.
    assert len(asked) == 5
