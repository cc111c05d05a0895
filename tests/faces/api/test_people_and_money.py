"""Customers, consents, payments, messages and links over the API (D2, D5, F3, G1, H4)."""

import pytest
from django.test import Client

from kept.messages.models import Message
from tests.rig.factory import a_product, an_order
from tests.rig.program import an_order_asked

pytestmark = pytest.mark.django_db


def test_money_is_written_down_once_and_never_more_than_is_owed(store, till):
    """D2, D5."""
    order = till.post("/orders", an_order_asked(a_product(store))).json()
    path = f"/orders/{order['number']}/payments"
    came = {"amount": 5000, "method": "transfer", "reference": "Statement 47, line 3"}
    part = till.post(path, came)
    assert (part.status_code, part.json()["state"], part.json()["balance"]) == (201, "part_paid", 3290)
    assert till.post(path, came).json()["code"] == "recorded_twice"
    over = till.post(path, {**came, "amount": 3291, "reference": "Statement 48"})
    assert (over.status_code, over.json()["facts"]["owed"]) == (422, 3290)
    till.post(path, {**came, "amount": 3290, "reference": "Statement 48"})
    money = till.get(path).json()
    assert (money["state"], money["balance"]) == ("paid", 0)
    assert [(entry["kind"], entry["amount"]) for entry in money["entries"]] == [
        ("agreed", 8290), ("received", 5000), ("received", 3290),
    ]  # fmt: skip
    assert till.get(f"/orders/{order['number']}").json()["payment"]["state"] == "paid"


def test_a_duplicate_is_merged_and_found_under_both(store, till):
    """G1."""
    first = till.post("/orders", an_order_asked(a_product(store))).json()["buyer"]["id"]
    other = {"name": "Anna Berg", "phone_number": "+49 30 7654321"}
    second = till.post("/orders", an_order_asked(a_product(store), buyer=other)).json()["buyer"]["id"]
    merged = till.post(f"/customers/{first}/merges", {"duplicate": second}).json()
    assert (merged["id"], merged["orders_count"]) == (first, 2)
    assert till.get(f"/customers/{second}").json() == merged
    assert [one["id"] for one in till.get("/customers").json()["items"]] == [first]
    assert till.post(f"/customers/{first}/merges", {"duplicate": first}).status_code == 409
    assert till.patch(f"/customers/{second}", {"name": "Ghost"}).status_code == 404


def test_a_refusal_about_a_customer_names_the_callers_own_field(store, till):
    customer = an_order(store).order.customer_id
    wrong = till.patch(f"/customers/{customer}", {"phone_number": "abc"})
    assert list(wrong.json()["facts"]["fields"]) == ["phone_number"]
    wrong = till.patch(f"/customers/{customer}", {"email": "anna@"})
    assert list(wrong.json()["facts"]["fields"]) == ["email"]


def test_notes_and_consents(store, till):
    customer = an_order(store).order.customer_id
    path = f"/customers/{customer}"
    assert till.put(f"{path}/note", {"note": "Likes peonies."}).json()["note"] == "Likes peonies."
    assert till.put(f"{path}/note", {"note": ""}).json()["note"] == ""
    yes = {"purpose": "newsletter", "granted": True, "source": "counter", "wording": "Yes, write to me."}
    assert till.post(f"{path}/consents", {**yes, "wording": ""}).status_code == 422
    given = [
        till.post(f"{path}/consents", yes).json(),
        till.post(f"{path}/consents", {**yes, "granted": False, "wording": ""}).json(),
    ]
    assert [one["granted"] for one in given] == [True, False]
    assert till.get(f"{path}/consents").json() == {"items": given, "next_cursor": None}


def test_a_message_that_failed_is_sent_again(store, till):
    """F3."""
    number = till.post("/orders", an_order_asked(a_product(store))).json()["number"]
    message = till.get(f"/orders/{number}/messages").json()["items"][0]
    path = f"/orders/{number}/messages/{message['id']}/retry"
    waits = till.post(path)
    assert (waits.status_code, waits.json()["code"]) == (409, "not_failed")
    Message.objects.filter(pk=message["id"]).update(state="failed")
    assert till.post(path).json()["state"] == "queued"


def test_a_new_link_closes_the_old_one(store, till):
    order = till.post("/orders", an_order_asked(a_product(store))).json()
    link = till.post(f"/orders/{order['number']}/link", Idempotency_Key="new-link")
    shop = Client(SERVER_NAME="localhost")
    address = link.json()["permalink_url"].removeprefix("http://localhost:8000")
    assert shop.get(address).status_code == 200
    assert shop.get(order["permalink_url"].removeprefix("http://localhost:8000")).status_code == 404
    assert till.get(f"/orders/{order['number']}").json()["permalink_url"] == link.json()["permalink_url"]
    again = till.post(f"/orders/{order['number']}/link", Idempotency_Key="new-link")
    assert again.json() == link.json()


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\u202e", "\u200d\u2060"])
def test_a_name_that_nobody_can_see_is_none(store, till, name):
    body = an_order_asked(a_product(store), buyer={"name": name, "email": "anna@example.com"})
    refused = till.post("/orders", body)
    assert (refused.status_code, list(refused.json()["facts"]["fields"])) == (422, ["buyer.name"])
