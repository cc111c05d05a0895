"""Products, variants, customers and stock by their revision: read again, and written by whoever saw them (H4)."""

import re
import threading

import pytest
from django.db import connection

from kept.catalog.models import Product, Variant
from kept.customers.models import Customer
from kept.faces.api.catalog.examples import PRODUCT
from kept.journal.models import Entry
from kept.stock.models import Level, Movement
from tests.rig.factory import a_phone_order, a_product, a_store, an_order
from tests.rig.program import Program, a_picture, an_order_asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths(store):
    """A variant with stock, its product, and a customer who ordered it: the addresses of each."""
    variant = a_product(store)
    customer = an_order(store, variant).order.customer_id
    return {
        "product": f"/products/{variant.product_id}",
        "variant": f"/variants/{variant.pk}",
        "stock": f"/stock/{variant.pk}",
        "customer": f"/customers/{customer}",
    }


# Every guarded write: what it is about, how it is called, and a body.
WRITES = [
    ("product", "PATCH", "", {"summary": "Other words"}),
    ("product", "PUT", "/retirement", None),
    ("product", "DELETE", "/retirement", None),
    ("product", "PUT", "/position", {"before": None}),
    ("product", "PUT", "/option-groups", {"option_groups": PRODUCT["option_groups"]}),
    ("product", "PUT", "/photo", a_picture()),
    ("product", "DELETE", "/photo", None),
    ("product", "POST", "/variants", {"title": "Large", "price": 5900}),
    ("variant", "PATCH", "", {"price": 4200}),
    ("variant", "DELETE", "/retirement", None),
    ("variant", "PUT", "/retirement", None),
    ("stock", "POST", "/receipts", {"quantity": 2, "reference": "Delivery note 9"}),
    ("stock", "POST", "/write-offs", {"quantity": 1, "reference": "Broken vase"}),
    ("stock", "POST", "/counts", {"quantity": 7, "reference": "Count"}),
    ("customer", "PATCH", "", {"name": "Anna Bergmann"}),
    ("customer", "PUT", "/note", {"note": "Rings twice"}),
    ("customer", "POST", "/consents", {"purpose": "news", "granted": False, "source": "counter"}),
]


@pytest.mark.parametrize("name", ["product", "variant", "stock", "customer"])
def test_what_has_not_changed_is_not_sent_again(till, paths, name):
    first = till.get(paths[name])
    again = till.get(paths[name], If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert till.get(paths[name], If_None_Match=f'"99", W/{first["ETag"]}').status_code == 304
    assert till.get(paths[name], If_None_Match='"99"').json() == first.json()


@pytest.mark.parametrize(("name", "method", "path", "body"), WRITES)
def test_a_write_by_whoever_saw_an_older_one_is_refused_and_shows_it(
    till, paths, settings, tmp_path, name, method, path, body
):
    settings.MEDIA_ROOT = tmp_path
    stands = till.get(paths[name])
    entries = Entry.objects.count()
    late = till.call(method, paths[name] + path, body, If_Match='"999.7"')
    assert late.status_code == 412, late.content
    problem = late.json()
    assert (problem["code"], late["ETag"]) == ("has_changed", stands["ETag"])
    now = int(re.match(r'"(\d+)', stands["ETag"])[1])
    assert problem["facts"] == {"seen": 999, "now": now, name: stands.json()}
    assert till.get(paths[name]).json() == stands.json()
    assert Entry.objects.count() == entries
    assert not list(tmp_path.rglob("*.webp"))


@pytest.mark.parametrize(("name", "method", "path", "body"), WRITES)
def test_a_write_by_whoever_saw_the_newest_is_done_and_gives_the_next_tag(
    till, store, paths, settings, tmp_path, name, method, path, body
):
    settings.MEDIA_ROOT = tmp_path
    till.post(f"{paths['product']}/variants", {"title": "Another", "price": 100})
    seen = till.get(paths[name])["ETag"]
    done = till.call(method, paths[name] + path, body, If_Match=seen)
    assert done.status_code in (200, 201), done.content
    if (name, path) != ("product", "/variants"):
        assert done["ETag"] == till.get(paths[name])["ETag"]
    assert till.call(method, paths[name] + path, body, If_Match="*").status_code in (200, 201, 409)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "{product}", {"note_label": "Card"}),
        ("PUT", "{product}/retirement", None),
        ("PUT", "{product}/option-groups", {"option_groups": PRODUCT["option_groups"]}),
        ("POST", "{product}/variants", {"title": "Large", "price": 5900}),
        ("PATCH", "{variant}", {"price": 4100}),
        ("POST", "{stock}/receipts", {"quantity": 2, "reference": "Delivery note 9"}),
    ],
)
def test_whatever_a_product_shows_has_another_tag_once_it_is_different(till, paths, method, path, body):
    before = till.get(paths["product"])
    till.call(method, path.format(**paths), body)
    after = till.get(paths["product"], If_None_Match=before["ETag"])
    assert after.status_code == 200
    assert after.json() != before.json()


def test_a_sale_is_seen_by_who_reads_and_hinders_nobody_who_writes(till, store, paths):
    """The second part of the tag is the stock's: 304 never hides a sale, and a sale refuses no new price."""
    product, variant = till.get(paths["product"]), till.get(paths["variant"])
    an_order(store, Variant.objects.get(pk=variant.json()["id"]))
    for path, before in ((paths["product"], product), (paths["variant"], variant)):
        after = till.get(path, If_None_Match=before["ETag"])
        assert after.status_code == 200
        assert after["ETag"].partition(".")[0] == before["ETag"].partition(".")[0]
    assert till.patch(paths["variant"], {"price": 4100}, If_Match=variant["ETag"]).status_code == 200
    # The variant's price is on the product's page as well: whoever saw the old one is too late there.
    assert till.patch(paths["product"], {"summary": "x"}, If_Match=product["ETag"]).status_code == 412


def test_the_stock_is_another_one_after_a_sale(till, store, paths):
    seen = till.get(paths["stock"])["ETag"]
    an_order(store, Variant.objects.get(pk=paths["variant"].rpartition("/")[2]))
    count = {"quantity": 50, "reference": "Count of today"}
    late = till.post(f"{paths['stock']}/counts", count, If_Match=seen)
    assert late.status_code == 412
    assert late.json()["facts"]["stock"] == till.get(paths["stock"]).json()
    assert till.post(f"{paths['stock']}/counts", count, If_Match=late["ETag"]).json()["available"] == 50


def test_an_article_number_is_part_of_the_stock_that_is_shown(till, paths):
    before = till.get(paths["stock"])
    till.patch(paths["variant"], {"sku": "NEW-1"})
    assert till.get(paths["stock"], If_None_Match=before["ETag"]).json()["sku"] == "NEW-1"


def test_a_customer_who_orders_again_is_another_one(till, store, paths):
    before = till.get(paths["customer"])
    an_order(store)  # with their address, by whoever typed it
    assert till.get(paths["customer"], If_None_Match=before["ETag"]).status_code == 304
    a_phone_order(store)
    after = till.get(paths["customer"], If_None_Match=before["ETag"])
    assert after.json()["orders_count"] == before.json()["orders_count"] + 1
    assert till.put(f"{paths['customer']}/note", {"note": "x"}, If_Match=before["ETag"]).status_code == 412


def test_merged_customers_have_a_tag_that_neither_had(till, store, paths):
    """Both addresses lead to one customer then: a tag of either must not stand for what it shows now."""
    body = an_order_asked(a_product(store), buyer={"name": "A. Berg", "email": "other@example.com"})
    other = f"/customers/{till.post('/orders', body).json()['buyer']['id']}"
    for text in ("One", "Two", "Three"):
        till.put(f"{other}/note", {"note": text})
    tags = {till.get(path)["ETag"] for path in (paths["customer"], other)}
    merged = {"duplicate": int(other.rpartition("/")[2])}
    late = till.post(f"{paths['customer']}/merges", merged, If_Match='"77"')
    assert late.status_code == 412
    done = till.post(f"{paths['customer']}/merges", merged, If_Match=till.get(paths["customer"])["ETag"])
    assert done.status_code == 200
    for path in (paths["customer"], other):
        assert till.get(path)["ETag"] == done["ETag"]
        for tag in tags:
            assert till.get(path, If_None_Match=tag).status_code == 200


def test_nothing_of_another_store_is_shown_to_whoever_guesses_a_tag(paths):
    stranger = Program(a_store(slug="other"))
    for name, method, path, body in WRITES:
        for tag in ('"1"', '"999"', "*"):
            answer = stranger.call(method, paths[name] + path, body, If_Match=tag)
            assert (answer.status_code, answer.json()["facts"]) == (404, {}), (name, path)
        assert stranger.get(paths[name], If_None_Match="*").status_code == 404


@pytest.mark.parametrize("tag", ['"x"', "3", 'W/"3"', '"3', '"1"."2"', '"1."', '"٣"'])
def test_what_is_no_tag_is_refused(till, paths, tag):
    answer = till.patch(paths["product"], {"summary": "x"}, If_Match=tag)
    assert (answer.status_code, list(answer.json()["facts"]["fields"])) == (422, ["If-Match"])


def test_a_refused_write_leaves_its_key_free(till, paths):
    late = till.patch(paths["variant"], {"price": 1}, If_Match='"9"', Idempotency_Key="price-1")
    again = till.patch(paths["variant"], {"price": 1}, If_Match=late["ETag"], Idempotency_Key="price-1")
    assert (late.status_code, again.status_code) == (412, 200)
    replayed = till.patch(paths["variant"], {"price": 1}, If_Match=late["ETag"], Idempotency_Key="price-1")
    assert (replayed["ETag"], replayed["Idempotency-Replayed"]) == (again["ETag"], "true")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "method", "path", "body", "row"),
    [
        ("product", "PATCH", "", lambda n: {"summary": f"Words {n}"}, Product),
        ("variant", "PATCH", "", lambda n: {"price": 1000 + n}, Variant),
        ("customer", "PUT", "/note", lambda n: {"note": f"Note {n}"}, Customer),
        ("stock", "POST", "/receipts", lambda n: {"quantity": 1, "reference": f"Note {n}"}, Level),
        ("product", "PUT", "/photo", lambda n: a_picture(8 + n), Product),
    ],
)
def test_of_writers_at_once_who_saw_the_same_one_is_done(
    till, paths, settings, tmp_path, name, method, path, body, row
):
    """Two and more at one instant, each in a thread with its own connection: one 200, the others 412."""
    settings.MEDIA_ROOT = tmp_path
    writers, rounds = 4, 3
    pk = int(paths[name].rpartition("/")[2])
    for turn in range(rounds):
        tag, before = till.get(paths[name])["ETag"], row.objects.get(pk=pk).revision
        together, answers = threading.Barrier(writers), []

        def act(number, tag=tag, together=together, answers=answers):
            together.wait()
            try:
                answers.append(till.call(method, paths[name] + path, body(number), If_Match=tag))
            finally:
                connection.close()

        threads = [threading.Thread(target=act, args=(turn * writers + one,)) for one in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(one.status_code for one in answers) == [200] + [412] * (writers - 1)
        assert row.objects.get(pk=pk).revision == before + 1
        newest = till.get(paths[name])["ETag"]
        assert {one["ETag"] for one in answers} == {newest}


def test_every_movement_raises_the_revision_of_its_stock(till, store, paths):
    level = Level.objects.get(pk=paths["stock"].rpartition("/")[2])
    before, moved = level.revision, Movement.objects.filter(variant_id=level.pk).count()
    number = till.post("/orders", an_order_asked(level.variant)).json()["number"]
    till.post(f"/orders/{number}/cancellation", {"reason": "Changed my mind"})
    till.post(f"{paths['stock']}/write-offs", {"quantity": 1, "reference": "Broken"})
    level.refresh_from_db()
    more = Movement.objects.filter(variant_id=level.pk).count() - moved
    assert more == 3
    assert level.revision == before + more
