"""Idempotency keys: one order per key, the same answer again, whatever happens (reliability test 5, H4)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kept.kit.models import IdempotencyKey
from kept.orders.models import Order
from kept.webhooks.models import Endpoint
from tests.rig.factory import a_product, a_store, an_order
from tests.rig.program import Program, an_order_asked


@pytest.mark.django_db
def test_the_same_request_again_is_answered_again_the_same(store, till):
    asked = an_order_asked(a_product(store))
    first = till.post("/orders", asked, Idempotency_Key="receipt-1")
    again = till.post("/orders", asked, Idempotency_Key="receipt-1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Order.objects.count() == 1


@pytest.mark.django_db
def test_a_replay_is_a_write(store, till):
    """An answer that was only read can be lost with the primary."""
    asked = an_order_asked(a_product(store))
    for _ in range(3):
        till.post("/orders", asked, Idempotency_Key="receipt-1")
    assert IdempotencyKey.objects.get().replays == 2


@pytest.mark.django_db
def test_another_body_or_address_under_the_key_is_refused(store, till):
    variant = a_product(store)
    order = till.post("/orders", an_order_asked(variant), Idempotency_Key="receipt-1").json()
    other = till.post("/orders", an_order_asked(variant, note="More"), Idempotency_Key="receipt-1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    elsewhere = till.post(f"/orders/{order['number']}/steps", Idempotency_Key="receipt-1")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "key_reused")
    assert Order.objects.count() == 1


@pytest.mark.django_db
def test_another_store_has_keys_of_its_own(store, till):
    elsewhere = a_store()
    for program, of in ((till, store), (Program(elsewhere), elsewhere)):
        answer = program.post("/orders", an_order_asked(a_product(of)), Idempotency_Key="receipt-1")
        assert (answer.status_code, answer.has_header("Idempotency-Replayed")) == (201, False)
    assert Order.objects.count() == 2


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free(store, till):
    variant = a_product(store, stock=1)
    asked = an_order_asked(variant)
    assert till.post("/orders", asked, Idempotency_Key="receipt-1").json()["code"] == "out_of_stock"
    variant.level.available = 10
    variant.level.save()
    assert till.post("/orders", asked, Idempotency_Key="receipt-1").status_code == 201


@pytest.mark.django_db
def test_the_kept_answer_holds_nobodys_data_in_the_clear(store, till):
    answer = till.post("/orders", an_order_asked(a_product(store)), Idempotency_Key="receipt-1").json()
    kept = IdempotencyKey.objects.get()
    for secret in ("anna@example.com", "Berg", answer["permalink_url"].rstrip("/").rpartition("/")[2]):
        assert secret not in kept.body + kept.headers


@pytest.mark.django_db
def test_every_kind_of_write_is_done_once(store, till, settings):
    number = an_order(store).order.number
    path = f"/orders/{number}"
    writes = [
        ("POST", f"{path}/steps", {}),
        ("POST", f"{path}/steps-back", {}),
        ("PUT", f"{path}/hold", {"reason": "No peonies"}),
        ("DELETE", f"{path}/hold", None),
        ("POST", f"{path}/requests", {"kind": "message", "text": "Hello"}),
        ("POST", f"{path}/acknowledgements", {"version": 1}),
        ("POST", "/webhook-endpoints", {"url": "https://example.com/hooks"}),
        ("POST", f"{path}/cancellation", {}),
    ]
    for position, (method, where, body) in enumerate(writes):
        first = till.call(method, where, body, Idempotency_Key=f"k{position}")
        again = till.call(method, where, body, Idempotency_Key=f"k{position}")
        assert first.status_code in (200, 201), (where, first.content)
        assert (again.status_code, again.content) == (first.status_code, first.content), where
        assert again["Idempotency-Replayed"] == "true"
    removal = f"/webhook-endpoints/{Endpoint.objects.get().pk}"
    for replayed in (False, True):
        answer = till.delete(removal, Idempotency_Key="gone")
        assert (answer.status_code, answer.has_header("Idempotency-Replayed")) == (204, replayed)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
def test_a_key_that_cannot_be_one_is_refused(store, till, key):
    answer = till.post("/orders", an_order_asked(a_product(store)), Idempotency_Key=key)
    assert answer.status_code == 422
    assert not Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_one_order(store, till):
    asked = an_order_asked(a_product(store))

    def place(key):
        try:
            answer = till.post("/orders", asked, Idempotency_Key=key)
            return answer.status_code, answer.content
        finally:
            connection.close()

    for key in ("a", "b", "c"):
        with ThreadPoolExecutor(8) as threads:
            answers = set(threads.map(place, [key] * 8))
        assert len(answers) == 1, answers
        assert answers.pop()[0] == 201
    assert Order.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_control_without_a_key_eight_at_once_are_eight_orders(store, till):
    asked = an_order_asked(a_product(store))

    def place(_turn):
        try:
            return till.post("/orders", asked).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(place, range(8))) == {201}
    assert Order.objects.count() == 8
