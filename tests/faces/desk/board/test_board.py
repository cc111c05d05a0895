"""The board (C1): live, one tap on, ten seconds to take it back, many at once, cheap at any size."""

import re
from datetime import timedelta
from itertools import product as each

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from kept.messages.models import Message, MessageKind
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.deadlines import is_late
from kept.orders.models import Order, Status
from kept.orders.reading import board
from kept.promises.fulfilment import policies
from kept.stores.actor import Actor, holder
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.faces.desk.board.board_page import HTMX, cards
from tests.rig.factory import a_person, a_product, an_order

pytestmark = pytest.mark.django_db


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
        channel="page", now=timezone.now(),
    )  # fmt: skip
    page = desk.get("/desk/wren/board/").text
    card = page[page.index(f'id="order-{placed.order.number}"') :]
    for text in (
        "Anna Berg",
        "3 ×",
        "Dried wreath",
        "2nd order",
        "€139.50 at pickup",
        "Shop page",
        "One request",
    ):
        assert text in card
    assert "no message yet" in card


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
    advance_order(actor=mia, number=order.number, seen=order.revision, now=timezone.now())
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
    advance_order(actor=mia, number=moved.number, now=timezone.now())
    picked = [f"{order.number}.{order.revision}" for order in (first, second, moved)]
    answer = desk.post("/desk/wren/board/together/", {"do": "advance", "order": picked}, headers=HTMX)
    assert [result["ok"] for result in answer.context["results"]] == [True, True, False]
    assert "2 of 3 orders moved." in answer.text
    assert cards(answer, "preparing") == [first.number, second.number, moved.number]

    form = {"do": "hold", "why": "The van is broken", "order": [f"{first.number}.2"]}
    held = desk.post("/desk/wren/board/together/", form)
    assert Order.objects.get(pk=first.pk).why == "The van is broken"
    assert "1 of 1 orders moved." in held.text


def changed_after_it_began(store: Store, mia: Actor, *, pieces: int = 5) -> Order:
    """Ben has begun, Mia agreed on something else."""
    order = an_order(store, a_product(store, "Dried wreath", price=4650)).order
    advance_order(actor=a_person(store, Role.FULFILMENT)[1], number=order.number, now=timezone.now())
    change = OrderChangeInput(lines=(LineInput(quantity=pieces, key="1", note="No hazel"),))
    change_order(
        actor=mia, number=order.number, seen_version=1, change=change, channel="desk", now=timezone.now()
    )
    return Order.objects.get(pk=order.pk)


def card_of(page, order: Order):
    return html.fromstring(page.text).get_element_by_id(f"order-{order.number}")


def test_a_card_says_what_changed_after_the_work_began_and_asks_for_a_look(
    desk: Client, store: Store, mia: Actor
):
    """A5: the difference, without sums; a button for the yes in the place of the one that goes on."""
    order = changed_after_it_began(store, mia)
    card = card_of(desk.get("/desk/wren/board/"), order)
    news = card.find_class("order-news")[0].text_content()
    assert "Changed: v2. Check it before you continue." in news
    assert "Dried wreath: 2 → 5" in news
    assert "No hazel" in news
    assert "€" not in news
    assert not card.xpath(".//*[@data-advance]")
    (button,) = card.xpath(".//*[@data-accept]")
    answer = desk.post(button.get("formaction"), {"seen": button.get("value")}, headers=HTMX)
    assert "continues with version 2" in answer.text
    card = card_of(answer, order)
    assert not card.find_class("order-news")
    assert card.xpath(".//*[@data-advance]")


def test_a_yes_to_an_older_version_is_refused_on_the_board(desk: Client, store: Store, mia: Actor):
    order = changed_after_it_began(store, mia)
    there = card_of(desk.get("/desk/wren/board/"), order).xpath(".//*[@data-accept]")[0].get("formaction")
    change_order(
        actor=mia, number=order.number, seen_version=2, channel="desk", now=timezone.now(),
        change=OrderChangeInput(lines=(LineInput(quantity=7, key="1"),)),
    )  # fmt: skip
    answer = desk.post(there, headers=HTMX)
    assert "There is a newer version of this order." in answer.text
    assert "2 → 7" in card_of(answer, order).find_class("order-news")[0].text_content()


def test_many_at_once_leave_what_nobody_has_looked_at_and_say_so(desk: Client, store: Store, mia: Actor):
    waits, moves = changed_after_it_began(store, mia), an_order(store).order
    picked = [f"{order.number}.{order.revision}" for order in (waits, moves)]
    answer = desk.post("/desk/wren/board/together/", {"do": "advance", "order": picked}, headers=HTMX)
    assert [result["ok"] for result in answer.context["results"]] == [False, True]
    assert "1 of 2 orders moved." in answer.text
    assert "the current version is 2" in answer.context["results"][0]["said"]
    held = desk.post(
        "/desk/wren/board/together/", {"do": "hold", "why": "Rain", "order": picked[:1]}, headers=HTMX
    )
    assert cards(held, "on_hold") == [waits.number]
    assert card_of(held, waits).xpath(".//*[@data-accept]")


def test_many_changed_orders_are_not_more_statements(desk: Client, store: Store, mia: Actor):
    changed_after_it_began(store, mia)
    desk.get("/desk/wren/board/")
    with CaptureQueriesContext(connection) as few:
        desk.get("/desk/wren/board/")
    for _ in range(3):
        changed_after_it_began(store, mia)
    with CaptureQueriesContext(connection) as many:
        desk.get("/desk/wren/board/")
    assert len(many) == len(few)


def test_at_most_a_hundred_at_once(desk: Client, store: Store):
    order = an_order(store).order
    picked = [*(f"{9000 + n}.1" for n in range(100)), f"{order.number}.{order.revision}"]
    page = desk.post("/desk/wren/board/together/", {"do": "advance", "order": picked})
    assert len(page.context["results"]) == 100
    assert Order.objects.get(pk=order.pk).status == "received"


def test_filters_and_order_stand_in_the_address(desk: Client, store: Store):
    product = a_product(store)
    shop = an_order(store, product).order
    phone = an_order(
        store, product, channel="phone", payment="demo_card", customer=CustomerInput("Zoe", "zoe@example.com")
    ).order
    assert cards(desk.get("/desk/wren/board/?channel=phone"), "received") == [phone.number]
    assert cards(desk.get("/desk/wren/board/?money=due"), "received") == [shop.number]
    assert cards(desk.get("/desk/wren/board/?fulfilment_kind=shipping"), "received") == []
    assert cards(desk.get("/desk/wren/board/?sort=newest"), "received") == [phone.number, shop.number]
    assert cards(desk.get("/desk/wren/board/?sort=name"), "received") == [shop.number, phone.number]
    assert cards(desk.get("/desk/wren/board/?fulfilment_kind='%20OR%201=1"), "received") == [
        shop.number,
        phone.number,
    ]


def test_late_is_late_and_what_waits_to_be_collected_is_not(desk: Client, store: Store, mia: Actor):
    product = a_product(store)
    late = an_order(store, product, now=timezone.now() - timedelta(days=2000)).order
    waiting = an_order(store, product, now=timezone.now() - timedelta(days=2000)).order
    advance_order(actor=mia, number=waiting.number, to="ready", now=timezone.now())
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


@pytest.mark.parametrize(("address", "statements"), [("board/", 9), ("orders/", 8)])
def test_more_orders_are_not_more_statements(desk: Client, store: Store, address: str, statements: int):
    """Session, person, place, the journal's end (the board), the orders, views, the person's stores, what waits to be
    sent, what waits for a person.
    """
    product = a_product(store, stock=None)
    an_order(store, product)
    desk.get(f"/desk/wren/{address}")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"/desk/wren/{address}")
    for _ in range(12):
        an_order(store, product)
    with CaptureQueriesContext(connection) as many:
        desk.get(f"/desk/wren/{address}")
    assert len(many) == len(few) == statements


def test_a_card_says_what_the_customer_wrote_and_says_it_as_text(desk: Client, store: Store, mia: Actor):
    cake = a_product(store)
    lines = [LineInput(quantity=1, variant=cake.pk, note="No nuts <b>please</b>")]
    shipped = FulfilmentInput("pickup", instructions="Ring twice")
    order = an_order(store, lines=lines, fulfilment=shipped, note="x" * 200).order
    page = desk.get("/desk/wren/board/").text
    assert "No nuts &lt;b&gt;please&lt;/b&gt;" in page
    assert "Ring twice" in page
    assert f"{'x' * 139}…" in page
    assert f"{'x' * 140}" not in page

    lines = [LineInput(quantity=1, variant=cake.pk, key="1", note="No nuts, no eggs")]
    change = OrderChangeInput(lines=tuple(lines))
    change_order(
        actor=mia, number=order.number, seen_version=1, change=change, channel="desk", now=timezone.now()
    )
    assert "No nuts, no eggs" in desk.get("/desk/wren/board/").text


def test_a_filter_finds_what_stands_behind_a_hundred_others(desk: Client, store: Store):
    """Also where the column is looked through no further: the list goes on, page by page."""
    product = a_product(store, stock=None)
    rare = an_order(store, product, channel="phone").order
    Order.objects.filter(pk=rare.pk).update(promised_until=timezone.now() + timedelta(days=90))
    first = an_order(store, product).order
    copies = [copy_of(first, number=2000 + n) for n in range(120)]
    Order.objects.bulk_create(copies)
    board = desk.get("/desk/wren/board/?channel=phone")
    assert cards(board, "received") == [rare.number]
    (received,) = [one for one in desk.get("/desk/wren/board/").context["columns"] if one["numbers"]]
    assert (received["count"], len(received["numbers"])) == (122, 50)
    assert received["more_url"] == "/desk/wren/orders/?status=received"


def test_a_rare_order_is_reached_page_by_page(desk: Client, store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(board, "MOST_LOOKED_AT", 3)
    product = a_product(store, stock=None)
    rare = an_order(store, product, channel="phone").order
    for number in range(7):
        an_order(store, product, customer=CustomerInput("Anna", f"anna{number}@example.com"))
    address, numbers, pages = "/desk/wren/orders/?channel=phone&status=received", [], 0
    while address:
        page = desk.get(address)
        numbers += page.context["numbers"]
        address, pages = page.context["older_url"], pages + 1
    assert (numbers, pages) == ([rare.number], 3)
    assert "By phone" in page.text


def test_every_page_of_the_list_goes_on_where_the_last_one_ended(desk: Client, store: Store):
    first = an_order(store, a_product(store, stock=None)).order
    Order.objects.bulk_create([copy_of(first, number=2000 + n) for n in range(104)])
    for query in ("", "?status=received"):
        address, numbers = f"/desk/wren/orders/{query}", []
        while address:
            page = desk.get(address)
            numbers += page.context["numbers"]
            address = page.context["older_url"]
        assert len(numbers) == len(set(numbers)) == 105


def test_late_means_the_same_for_one_order_and_for_many(desk: Client, store: Store):
    """The rule stands twice, once for Python and once for the database."""
    first = an_order(store).order
    now = timezone.now()
    orders = [
        copy_of(first, number=3000 + n, fulfilment_kind=method, status=status, promised_from=now + begins,
                promised_until=now + begins + timedelta(hours=2))
        for n, (method, status, begins) in enumerate(
            each(policies(), Status.values, [timedelta(hours=hours) for hours in (-3, -1, 1)])
        )
    ]  # fmt: skip
    Order.objects.bulk_create(orders)
    late = {order.number for order in Order.objects.all() if is_late(order, now)}
    numbers = desk.get("/desk/wren/orders/?due=late").context["numbers"]
    assert late == set(numbers)
    assert late


def test_who_may_not_read_money_cannot_ask_for_it(client: Client, store: Store):
    an_order(store)
    client.force_login(a_person(store, Role.FULFILMENT)[0])
    for money in ("due", "paid"):
        assert cards(client.get(f"/desk/wren/board/?money={money}"), "received")


def copy_of(order: Order, **other: object) -> Order:
    fields = {field.attname: getattr(order, field.attname) for field in Order._meta.concrete_fields}
    return Order(**{**fields, "id": None, "link_hash": f"copy {other['number']}", **other})
