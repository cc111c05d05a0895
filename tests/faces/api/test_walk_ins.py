"""A till takes orders from whoever stands before it, and learns a name or a contact if there is one (H3, H4)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.customers.models import Customer
from kept.journal.models import Entry
from kept.messages.models import Message
from kept.orders.models import Order
from kept.stores.roles import May
from kept.webhooks.models import Delivery, Endpoint
from tests.rig.api_document import assert_fits
from tests.rig.factory import a_product, a_store
from tests.rig.program import Program, an_order_asked

pytestmark = pytest.mark.django_db

NOBODY = {
    "id": None,
    "name": "",
    "email": "",
    "phone_number": "",
    "customer_order_no": None,
    "customer_proven": True,
}


def at_counter(*variants, **more):
    asked = an_order_asked(
        *variants, channel="counter", fulfillment={"method": "pickup"}, payment_method="pickup"
    )
    del asked["buyer"]
    return {**asked, **more}


@pytest.mark.parametrize(
    ("buyer", "shown"),
    [({}, NOBODY), ({"buyer": {}}, NOBODY), ({"buyer": {"name": "Anna"}}, {**NOBODY, "name": "Anna"})],
)
def test_a_key_that_may_place_takes_an_order_from_a_stranger(store, till, buyer, shown):
    placing = Program(store, [May.PLACE_ORDERS])
    answer = placing.post("/orders", at_counter(a_product(store), **buyer), Idempotency_Key="k1")
    order = answer.json()
    assert (answer.status_code, order["status"], order["channel"]) == (201, "received", "counter")
    assert order["buyer"] == shown
    assert "/o/" in order["permalink_url"]
    assert not Customer.objects.exists()
    assert not Message.objects.filter(to="customer").exists()
    assert_fits("OrderOut", order)
    reading = Program(store, [May.READ_ORDERS])
    assert reading.get(f"/orders/{order['number']}").json() == order
    assert_fits("OrderPage", till.get("/orders").json())


@pytest.mark.parametrize("channel", ["api", "phone", "email", "agent"])
def test_over_every_other_channel_the_buyer_is_somebody(store, till, channel):
    for buyer in ({}, {"buyer": {}}, {"buyer": {"name": "Anna"}}, {"buyer": {"email": "anna@example.com"}}):
        answer = till.post("/orders", at_counter(a_product(store), channel=channel, **buyer))
        (field,) = answer.json()["facts"]["fields"]
        assert (answer.status_code, field.partition(".")[0]) == (422, "buyer")
    assert not Order.objects.exists()


def test_no_scope_no_order(store):
    answer = Program(store, [May.READ_ORDERS]).post("/orders", at_counter(a_product(store)))
    assert (answer.status_code, Order.objects.count()) == (403, 0)


def test_a_contact_is_written_down_by_a_change_and_the_confirmation_leaves(store, till):
    """H3, A4: previewed like every change; nothing is refused because nobody was known before."""
    number = till.post("/orders", at_counter(a_product(store))).json()["number"]
    buyer = {"buyer": {"name": "Anna Berg", "email": "anna@example.com"}}
    preview = till.post(f"/orders/{number}/change-previews", buyer).json()
    letter = preview["message"]
    assert (letter["kind"], letter["address"]) == ("confirmation", "anna@example.com")
    assert letter["subject"] == "[Confirmed] Order 1001 at Wren & Ivy"
    assert [change["kind"] for change in preview["changes"]] == ["customer"]
    order = till.post(f"/orders/{number}/changes", preview["commit"]).json()
    anna = Customer.objects.get()
    assert order["buyer"] == {
        "id": anna.pk, "name": "Anna Berg", "email": "anna@example.com", "phone_number": "", "customer_order_no": 1,
        "customer_proven": True,
    }  # fmt: skip
    assert [one["number"] for one in till.get(f"/orders?customer={anna.pk}").json()["items"]] == [number]
    assert Message.objects.get(to="customer").address == "anna@example.com"


def test_programs_are_told_of_an_order_that_is_nobodys(store, till):
    Endpoint.objects.create(
        store=store, url="https://a.example/", sealed_secret="x", created_at=timezone.now()
    )
    till.post("/orders", at_counter(a_product(store)))
    told = Entry.objects.filter(pk__in=Delivery.objects.values("journal_id"))
    assert sorted(told.values_list("name", "customer_id")) == [
        ("order.confirmed", None),
        ("order.placed", None),
    ]


def test_other_stores_strangers_stay_theirs(till):
    other = a_store()
    number = Program(other).post("/orders", at_counter(a_product(other))).json()["number"]
    buyer = {"buyer": {"name": "Eve", "email": "eve@example.com"}}
    assert till.post(f"/orders/{number}/change-previews", buyer).status_code == 404


def test_a_stranger_costs_fewer_statements_than_a_customer(store, till):
    rose = a_product(store)
    till.post("/orders", at_counter(rose))  # the store's schedule is known now
    with CaptureQueriesContext(connection) as asked:
        till.post("/orders", at_counter(rose), Idempotency_Key="k1")
    counted = [one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(counted) <= 16
