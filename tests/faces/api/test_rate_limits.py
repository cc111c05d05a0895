"""Too many requests are refused with what to do; never one within the allowance (H4)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.orders.models import Order
from tests.rig.factory import a_product
from tests.rig.program import Program, an_order_asked, call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_time_passes(monkeypatch):
    monkeypatch.setattr("kept.faces.api.rate_limits.monotonic", lambda: 1000.0)


def test_a_key_is_refused_once_its_allowance_is_used_up(till, allowed):
    allowed(3)
    answers = [till.get("/products") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    problem = answers[-1].json()
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert problem["code"] == "too_many_requests"
    assert problem["facts"] == {"policy": "key", "requests": 3, "seconds": 60, "retry_after": 20}
    assert answers[-1]["Retry-After"] == "20"
    assert "20 s" in problem["detail"]


def test_every_answer_says_what_is_left(till, allowed):
    allowed(3)
    said = [till.get(path) for path in ("/products", "/orders/999", "/nowhere", "/products", "/products")]
    assert [answer.headers.get("RateLimit-Policy") for answer in said] == [
        '"key";q=3;w=60', '"key";q=3;w=60', None, '"key";q=3;w=60', '"key";q=3;w=60',
    ]  # fmt: skip
    assert [answer.headers.get("RateLimit") for answer in said] == [
        '"key";r=2;t=20', '"key";r=1;t=20', None, '"key";r=0;t=20', '"key";r=0;t=20',
    ]  # fmt: skip


def test_keys_have_allowances_of_their_own(store, till, allowed):
    allowed(1)
    assert [till.get("/products").status_code for _ in range(2)] == [200, 429]
    assert Program(store).get("/products").status_code == 200


def test_what_is_refused_costs_no_statement_and_does_nothing(store, till, allowed):
    allowed(1)
    asked = an_order_asked(a_product(store))
    till.get("/products")
    with CaptureQueriesContext(connection) as statements:
        assert till.post("/orders", asked).status_code == 429
    assert len(statements) == 0
    assert not Order.objects.exists()


def test_a_refused_request_leaves_its_idempotency_key_free(store, till, allowed):
    allowed(1)
    asked = an_order_asked(a_product(store))
    till.get("/products")
    assert till.post("/orders", asked, Idempotency_Key="receipt-1").status_code == 429
    allowed(None)
    assert till.post("/orders", asked, Idempotency_Key="receipt-1").status_code == 201


def test_wrong_keys_are_refused_by_address_and_a_right_one_never_for_them(till):
    def wrong(number):
        return call("GET", "/products", Authorization=f"Bearer kept_wrong{number}")

    statuses = [wrong(number).status_code for number in range(61)]
    assert statuses == [401] * 60 + [429]
    refused = wrong(62)
    assert refused["RateLimit-Policy"] == '"wrong-keys";q=60;w=60'
    assert refused["Retry-After"] == "1"
    assert call("GET", "/products").status_code == 429
    assert till.get("/products").status_code == 200


def test_off_counts_nothing(till, allowed):
    allowed(None)
    answers = [till.get("/products") for _ in range(5)] + [call("GET", "/products") for _ in range(70)]
    assert {answer.status_code for answer in answers} == {200, 401}
    assert not any(answer.has_header("RateLimit") for answer in answers)


def test_the_document_knows_them():
    made = call("GET", "/openapi.json").json()
    for operations in made["paths"].values():
        for operation in operations.values():
            assert "429" in operation["responses"]
    known = made["components"]["headers"]
    assert re.fullmatch(known["RateLimit"]["schema"]["pattern"], '"key";r=2;t=20')
    assert re.fullmatch(known["RateLimit-Policy"]["schema"]["pattern"], '"wrong-keys";q=60;w=60')
