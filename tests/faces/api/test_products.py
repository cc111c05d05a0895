"""Products over the API: made, changed, priced, photographed, taken off and brought back (H1, H4)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kept.catalog.models import Product, Variant
from kept.faces.api.catalog.examples import PRODUCT
from kept.journal.models import Entry
from tests.rig.factory import a_product
from tests.rig.program import a_picture, an_order_asked

pytestmark = pytest.mark.django_db


def test_a_product_is_made_and_can_be_sold_at_once(till):
    made = till.post("/products", PRODUCT, Idempotency_Key="new-1")
    product = made.json()
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/products/{product['id']}"
    assert till.get(f"/products/{product['id']}").json() == product
    assert [option["name"] for option in product["option_groups"][0]["options"]] == ["Paper", "Gift box"]
    (variant,) = product["variants"]
    till.post(f"/stock/{variant['id']}/receipts", {"quantity": 5, "reference": "Delivery note 1"})
    box = product["option_groups"][0]["options"][1]["id"]
    line = {"variant": variant["id"], "quantity": 2, "options": [box]}
    order = till.post("/orders", {**an_order_asked(), "line_items": [line]}).json()
    assert order["line_items"][0]["item"]["price"] == 1450 + 250
    assert till.get(f"/variants/{variant['id']}").json()["available"] == 3
    assert till.post("/products", PRODUCT, Idempotency_Key="new-1").content == made.content
    assert Product.objects.filter(title=PRODUCT["title"]).count() == 1


def test_what_is_left_out_of_a_change_stays(till):
    product = till.post("/products", PRODUCT).json()
    path = f"/products/{product['id']}"
    changed = till.patch(path, {"shelf_life_days": 42, "needs_review": True}).json()
    same = {**product, "shelf_life_days": 42, "needs_review": True}
    assert {**changed, "updated_at": ""} == {**same, "updated_at": ""}
    assert till.patch(path, {"shelf_life_days": None}).json()["shelf_life_days"] is None
    assert till.patch(path, {"title": None}).status_code == 422
    written = Entry.objects.count()
    assert till.patch(path, {}).status_code == 200
    assert Entry.objects.count() == written


def test_a_price_is_changed_and_agreed_orders_keep_theirs(store, till):
    """A4: what was agreed changes by a new version alone."""
    variant = a_product(store)
    number = till.post("/orders", an_order_asked(variant)).json()["number"]
    assert till.patch(f"/variants/{variant.pk}", {"price": 4200}).json()["price"] == 4200
    assert till.get(f"/orders/{number}").json()["line_items"][0]["item"]["price"] == 3900
    assert Variant.objects.get(pk=variant.pk).sku == variant.sku


def test_variants_come_and_go(store, till):
    first = a_product(store)
    path = f"/products/{first.product_id}"
    added = till.post(f"{path}/variants", {"title": "Large", "price": 5900, "weight_grams": 900})
    second = added.json()
    assert (added.status_code, added["Location"]) == (201, f"/api/v1/variants/{second['id']}")
    assert till.put(f"/variants/{first.pk}/retirement", None).json()["active"] is False
    last = till.put(f"/variants/{second['id']}/retirement", None)
    assert (last.status_code, last.json()["code"]) == (409, "last_variant")
    back = till.delete(f"/variants/{first.pk}/retirement").json()
    assert (back["active"], back["price"], back["sku"]) == (True, 3900, first.sku)
    taken = till.patch(f"/variants/{second['id']}", {"sku": first.sku})
    assert (taken.status_code, taken.json()["code"]) == (409, "sku_taken")


def test_a_product_leaves_the_shop_and_comes_back_to_its_place(store, till):
    first, second = a_product(store), a_product(store)
    path = f"/products/{first.product_id}"
    assert till.put(f"{path}/retirement", None).json()["active"] is False
    refused = till.post("/orders", an_order_asked(first))
    assert (refused.status_code, refused.json()["code"]) == (409, "not_for_sale")
    assert till.delete(f"{path}/retirement").json()["active"] is True
    assert till.put(f"{path}/position", {"before": None}).status_code == 200
    in_order = Product.objects.filter(store=store).order_by("position")
    assert [row.pk for row in in_order] == [second.product_id, first.product_id]


def test_the_questions_are_exactly_what_was_sent(till):
    product = till.post("/products", PRODUCT).json()
    path = f"/products/{product['id']}/option-groups"
    (group,) = product["option_groups"]
    kept = {**group, "name": "Wrap it?", "options": group["options"][:1]}
    changed = till.put(path, {"option_groups": [kept]}).json()["option_groups"]
    assert changed == [kept]
    assert till.put(path, {"option_groups": []}).json()["option_groups"] == []
    foreign = till.put(path, {"option_groups": [kept]})
    assert foreign.status_code == 404


def test_a_photo_is_sent_as_it_is(till, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = f"/products/{till.post('/products', PRODUCT).json()['id']}"
    shown = till.put(f"{path}/photo", a_picture()).json()
    assert shown["photo_url"].startswith("http://localhost:8000/media/products/")
    assert shown["photo_alt_text"] == PRODUCT["photo_alt_text"]
    assert len(list(tmp_path.rglob("*.webp"))) == 2
    assert till.delete(f"{path}/photo").json()["photo_url"] is None


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"no picture", "image/png", 422, "not_a_picture"),
        (b"<svg onload='alert(1)'/>", "image/svg+xml", 415, "unsupported_media_type"),
        (b"{}", "application/json", 415, "unsupported_media_type"),
        (b"x" * (12 * 2**20 + 1), "image/jpeg", 413, "too_large"),
    ],
)
def test_what_is_no_photo_is_refused(store, till, body, kind, status, code):
    product = a_product(store).product_id
    answer = till.put(f"/products/{product}/photo", body, Content_Type=kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Product.objects.get(pk=product).photo


@pytest.mark.django_db(transaction=True)
def test_two_programs_that_change_different_things_at_once_lose_neither(store, till):
    product = a_product(store).product_id
    changes = [
        {"summary": "In red"},
        {"note_label": "Card"},
        {"shelf_life_days": 7},
        {"needs_review": True},
    ] * 4

    def change(body):
        try:
            return till.patch(f"/products/{product}", body).status_code
        finally:
            connection.close()

    for _ in range(3):
        Product.objects.filter(pk=product).update(
            summary="", note_label="", lifespan_days=None, needs_review=False
        )
        with ThreadPoolExecutor(4) as threads:
            assert set(threads.map(change, changes)) == {200}
        row = Product.objects.get(pk=product)
        assert (row.summary, row.note_label, row.lifespan_days, row.needs_review) == (
            "In red",
            "Card",
            7,
            True,
        )
