"""After a hundred orders by one stranger: looked at together, cancelled together, each for itself (C1, E4)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from kept.faces.desk.order_list import cancelling
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.models import Order, Status
from kept.payments.actions.record_payment import record_payment
from kept.stock.models import Level
from kept.stores.actor import Actor
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.rig.factory import a_person, a_product, a_store, an_order

pytestmark = pytest.mark.django_db
PAGE = "/desk/wren/cancellations/"


def orders_of(store: Store, count: int = 3) -> list[Order]:
    variant = a_product(store, stock=100)
    people = [CustomerInput("Eve", f"eve{number}@example.org") for number in range(count)]
    return [an_order(store, variant, customer=person).order for person in people]


def picks(desk: Client, **query: object) -> list[str]:
    return html.fromstring(desk.get(PAGE, query).text).xpath("//input[@name='order']/@value")


def test_the_preview_says_what_follows(desk: Client, store: Store, mia: Actor):
    first, second, third = orders_of(store)
    record_payment(
        actor=mia, order_id=first.pk, amount=100, method="pickup", cause="till", now=timezone.now()
    )
    advance_order(actor=mia, number=third.number, to=Status.DONE, now=timezone.now())
    text = desk.get(PAGE, {"order": [order.number for order in (first, second, third)]}).text
    said = " ".join(html.fromstring(text).xpath("//main")[0].text_content().split())
    for sentence in (
        "2 orders are cancelled", "Worth €156.00 together. €1.00 was paid and has to be refunded.",
        "4 pieces go back to stock", "At most 2 messages are sent", f"cancelled already: {third.number}",
    ):  # fmt: skip
        assert sentence in said
    assert Order.objects.filter(status=Status.CANCELLED).count() == 0


def test_all_are_cancelled_with_one_reason(desk: Client, store: Store):
    orders = orders_of(store)
    answer = desk.post(PAGE, {"order": picks(desk, order=[o.number for o in orders]), "why": "A mistake"})
    assert "3 orders have been cancelled" in answer.text
    assert set(Order.objects.values_list("status", "why")) == {(Status.CANCELLED, "A mistake")}
    assert Level.objects.get().available == 100
    assert Message.objects.filter(kind="cancelled").count() == 3


def test_what_cannot_be_cancelled_is_named_and_stops_no_other(desk: Client, store: Store, mia: Actor):
    first, second, third = orders_of(store)
    chosen = picks(desk, order=[first.number, second.number, third.number])
    advance_order(actor=mia, number=first.number, to=Status.DONE, now=timezone.now())
    hold_order(actor=mia, number=second.number, why="?", now=timezone.now())
    text = desk.post(PAGE, {"order": [*chosen, "rubbish.1", "987654.1"]}).text
    assert "1 order has been cancelled" in text
    assert f">{first.number}</a>" in text
    assert "Somebody changed this order" in text
    third.refresh_from_db()
    assert third.status == Status.CANCELLED


def test_all_of_a_filter(desk: Client, store: Store, mia: Actor):
    first, second, third = orders_of(store)
    hold_order(actor=mia, number=first.number, why="?", now=timezone.now())
    page = html.fromstring(desk.get("/desk/wren/orders/", {"status": "received"}).text)
    (link,) = page.xpath("//a[contains(@href, 'cancellations')]/@href")
    chosen = html.fromstring(desk.get(link).text).xpath("//input[@name='order']/@value")
    assert sorted(chosen) == [f"{second.number}.1", f"{third.number}.1"]
    assert page.xpath("count(//input[@form='many'])") == 2


def test_many_go_on_where_the_last_request_ended(desk: Client, store: Store, monkeypatch):
    monkeypatch.setattr(cancelling, "MOST_AT_ONCE", 2)
    orders = orders_of(store, 5)
    text = desk.post(PAGE, {"order": picks(desk, order=[o.number for o in orders]), "why": "So"}).text
    assert "3 orders are left" in text
    while left := html.fromstring(text).xpath("//input[@name='order']/@value"):
        text = desk.post(PAGE, {"order": left, "why": "So"}).text
    assert set(Order.objects.values_list("status", "why")) == {(Status.CANCELLED, "So")}


def test_another_stores_orders_are_not_there(desk: Client, store: Store):
    theirs = an_order(a_store()).order
    Order.objects.filter(pk=theirs.pk).update(number=5005)
    assert picks(desk, order=[5005]) == []
    assert "0 orders have been cancelled" in desk.post(PAGE, {"order": ["5005.1"]}).text
    theirs.refresh_from_db()
    assert theirs.status == Status.RECEIVED


def test_whoever_may_not_cancel_has_no_box_to_tick(client: Client, store: Store):
    orders_of(store)
    client.force_login(a_person(store, Role.FULFILMENT)[0])
    page = html.fromstring(client.get("/desk/wren/orders/").text)
    assert page.xpath("//*[@form='many' or @id='many']") == []
    assert client.get(PAGE, {"order": ["1001"]}).status_code == 403


def test_the_preview_costs_no_more_statements_for_more_orders(desk: Client, store: Store):
    def statements(count: int) -> int:
        numbers = [order.number for order in orders_of(store, count)]
        with CaptureQueriesContext(connection) as made:
            assert desk.get(PAGE, {"order": numbers}).status_code == 200
        return len(made)

    statements(1)
    assert statements(2) == statements(6)
