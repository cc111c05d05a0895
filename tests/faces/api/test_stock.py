"""Goods, stock and customers for a program (D1, E1, H4)."""

import pytest

from tests.rig.factory import a_product, an_order

pytestmark = pytest.mark.django_db


def test_goods_are_received_written_off_and_counted(till, store):
    """E4, E5: each with its cause, and each cause once."""
    path = f"/stock/{a_product(store, stock=7).pk}"
    note = {"quantity": 5, "reference": "Delivery note 4711"}
    assert till.post(f"{path}/receipts", note).json()["available"] == 12
    assert till.post(f"{path}/receipts", note).json()["code"] == "moved_twice"
    assert till.post(f"{path}/write-offs", {"quantity": 2, "reference": "Broken"}).json()["available"] == 10
    assert till.post(f"{path}/counts", {"quantity": 9, "reference": "Count"}).json()["available"] == 9
    assert [one["quantity"] for one in till.get(f"{path}/movements").json()["items"]] == [-1, -2, 5, 7]


def test_a_customer_is_put_right(till, store):
    customer = an_order(store).order.customer_id
    changed = till.patch(f"/customers/{customer}", {"phone_number": "+49 30 7654321"}).json()
    assert (changed["name"], changed["phone_number"]) == ("Anna Berg", "+49307654321")
    assert till.get("/customers?phone_number=030 7654321").json()["items"][0]["id"] == customer
    assert till.patch(f"/customers/{customer}", {"name": "Anna Wolf"}).json()["email"] == "anna@example.com"


def test_products_stock_store_and_customers_are_read(till, store):
    variant = a_product(store, stock=7)
    an_order(store, variant, quantity=2)
    assert till.get(f"/variants?sku={variant.sku}").json()["items"][0]["available"] == 5
    assert till.get(f"/stock/{variant.pk}").json()["available"] == 5
    assert [one["quantity"] for one in till.get(f"/stock/{variant.pk}/movements").json()["items"]] == [-2, 7]
    assert till.get("/products").json()["items"][0]["variants"][0]["sku"] == variant.sku
    found = till.get("/customers?email=ANNA@example.com").json()["items"]
    assert [one["name"] for one in found] == ["Anna Berg"]
    assert till.get(f"/customers/{found[0]['id']}").json()["identities"] == [
        {"kind": "email", "value": "anna@example.com"}
    ]
    assert [method["code"] for method in till.get("/store").json()["fulfilment_methods"]] == [
        "pickup",
        "post",
    ]
