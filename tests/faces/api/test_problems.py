"""Whatever is wrong is a problem (RFC 9457) with the right status, never a 500 (reliability test 15, H4)."""

import json

import pytest
from django.db import OperationalError

from kept.kit.transactions import StoreBusy
from kept.orders.models import Order
from tests.rig.factory import a_product, an_order
from tests.rig.program import Program, an_order_asked, call

pytestmark = pytest.mark.django_db
FACTS = {"type", "title", "status", "detail", "code", "facts"}


def problem(answer):
    body = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert set(body) == FACTS
    assert body["status"] == answer.status_code
    assert body["type"].endswith(f"/api/v1/docs#{body['code']}")
    return answer.status_code, body["code"]


def test_every_status_has_its_problem(store, till):
    asked = an_order_asked(a_product(store))
    as_text = json.dumps(asked)
    assert problem(call("GET", "/orders")) == (401, "unauthorized")
    assert call("GET", "/orders")["WWW-Authenticate"].startswith("Bearer")
    assert problem(Program(store, ["catalog:read"]).get("/orders")) == (403, "not_allowed")
    assert problem(till.get("/orders/999")) == (404, "not_found")
    assert problem(till.get("/nowhere")) == (404, "not_found")
    wrong = till.call("PATCH", "/orders", {})
    assert problem(wrong) == (405, "method_not_allowed")
    assert wrong["Allow"] == "GET, POST"
    assert problem(till.post("/orders", "{")) == (400, "invalid_json")
    assert problem(till.post("/orders", "[NaN]")) == (400, "invalid_json")
    assert problem(till.post("/orders", b"\xff{}")) == (400, "invalid_json")
    assert problem(till.post("/orders", as_text, Content_Type="text/plain")) == (
        415,
        "unsupported_media_type",
    )
    assert problem(till.post("/orders", " " * 1_000_001 + as_text)) == (413, "too_large")
    assert problem(till.post("/orders", "[" * 5000 + "]" * 5000)) == (422, "too_deep")
    assert problem(till.post("/orders", "[" * 200_000)) == (422, "too_deep")
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"note": "a\0b"}, "invalid_text"),
        ({"note": "\ud800"}, "invalid_text"),
        ({"note": "x" * 2001}, "invalid_request"),
        ({"expected_total": 2**63}, "invalid_request"),
        ({"expected_total": 10**400}, "invalid_request"),
        ({"expected_total": 8290.5}, "invalid_request"),
        ({"expected_total": 1e300}, "invalid_request"),
        ({"expected_total": "8290"}, "invalid_request"),
        ({"expected_total": True}, "invalid_request"),
        ({"line_items": []}, "invalid_request"),
        ({"line_items": [{"variant": 1, "quantity": 0}]}, "invalid_request"),
        ({"line_items": [{"variant": 2**63, "quantity": 1}]}, "invalid_request"),
        ({"line_items": [{"variant": 1, "quantity": 1}] * 501}, "invalid_request"),
        ({"line_items": [{"variant": 1, "quantitty": 1, "quantity": 1}]}, "invalid_request"),
        ({"colour": "red"}, "invalid_request"),
        ({"buyer": {"name": "Anna", "email": "anna@"}}, "invalid"),
        ({"buyer": {"name": "Anna", "phone_number": "abc"}}, "invalid"),
        ({"buyer": {"name": "Anna", "phone_number": "12"}}, "invalid"),
        ({"buyer": {"name": "Anna"}}, "invalid"),
        ({"buyer": {"name": " "}}, "invalid"),
        ({"payment_method": "cows"}, "invalid"),
        ({"fulfillment": {"method": "swan"}}, "invalid"),
        ({"fulfillment": {"method": "post"}}, "invalid"),
        ({"fulfillment": {"method": "post", "destination": {"address_country": "ZZ"}}}, "invalid"),
        ({"fulfillment": {"method": "pickup", "wished_at": "9999-12-31T23:59:59Z"}}, "invalid"),
        ({"fulfillment": {"method": "pickup", "wished_at": "2031-11-24T10:30:00"}}, "invalid_request"),
        ({"fulfillment": {"method": "pickup", "wished_at": "soon"}}, "invalid_request"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_place(store, till, what, code):
    answer = till.post("/orders", {**an_order_asked(a_product(store)), **what})
    assert problem(answer) == (422, code)
    assert not Order.objects.exists()


def test_the_place_is_named_as_the_caller_wrote_it(store, till):
    variant = a_product(store)
    answer = till.post("/orders", an_order_asked(variant, fulfillment={"method": "post", "destination": {}}))
    assert "fulfillment.destination.street_address" in answer.json()["facts"]["fields"]
    answer = till.post("/orders", an_order_asked(variant, buyer={"name": "Anna", "email": "anna@"}))
    assert list(answer.json()["facts"]["fields"]) == ["buyer.email"]
    wrong_line = [{"variant": variant.pk, "quantity": "2"}]
    answer = till.post("/orders", an_order_asked(variant, line_items=wrong_line))
    assert list(answer.json()["facts"]["fields"]) == ["line_items.0.quantity"]


@pytest.mark.parametrize(
    "where",
    [
        "/orders?limit=0", "/orders?limit=101", "/orders?cursor=-1", "/orders?cursor=%00", "/orders?status=x",
        "/orders?email=%00", f"/orders/{2**31}", f"/orders/{2**80}", "/orders/1%00", "/orders/x",
        f"/products/{2**63}", "/customers?phone_number=%00", "/variants?sku=%00", "/orders?customer=0",
        f"/customers?cursor={10**18}",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_are_refused(store, till, where):
    assert till.get(where).status_code in (404, 422)


@pytest.mark.parametrize("named", ["", '"x"', "3", 'W/"1"', '"1", "2"', '""', '"' + "9" * 30 + '"'])
def test_an_etag_that_is_none_is_refused(store, till, named):
    number = an_order(store).order.number
    assert till.post(f"/orders/{number}/steps", If_Match=named).status_code == 422
    assert Order.objects.get(number=number).status == "received"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("gone"), 503, "busy"),
        (StoreBusy(), 503, "busy"),
        (ZeroDivisionError(), 500, "internal_error"),
    ],
)
def test_a_fault_of_ours_is_a_problem_too_and_tells_nothing(store, till, monkeypatch, error, status, code):
    def broken(**_asked):
        raise error

    monkeypatch.setattr("kept.faces.api.orders.views.place_order", broken)
    answer = till.post("/orders", an_order_asked(a_product(store)))
    assert problem(answer) == (status, code)
    assert answer.has_header("Retry-After") is (status == 503)
    assert "gone" not in answer.content.decode()


def test_a_refusal_speaks_the_callers_language(store, till):
    answer = till.get("/orders/999", Accept_Language="de")
    assert answer["Content-Language"] == "de"
