"""An order by its revision: whatever its page shows has another tag once it is different, and every write minds it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.faces.api.orders.examples import ORDER
from kept.faces.api.routers import OPERATIONS
from kept.journal.models import Entry
from kept.orders.models import Order
from kept.stores.roles import SCOPES, May
from tests.rig.factory import a_product, a_store, an_order
from tests.rig.program import Program

pytestmark = pytest.mark.django_db
PAYMENT = {"amount": 100, "method": "transfer", "reference": "Line 3"}
QUESTION = {"kind": "message", "text": "Is it ready?"}

# What can be done to a fresh order, one after another, each with its body.
DOINGS = [
    ("POST", "/payments", PAYMENT),
    ("POST", "/payments", {**PAYMENT, "reference": "Line 4"}),
    ("POST", "/link", None),
    ("POST", "/requests", QUESTION),
    ("POST", "/acknowledgements", {"version": 1}),
    ("POST", "/steps", {}),
    ("POST", "/steps-back", {}),
    ("PUT", "/hold", {"reason": "No peonies"}),
    ("DELETE", "/hold", None),
    ("POST", "/cancellation", {"reason": "Not wanted"}),
]


@pytest.fixture
def order(store):
    return an_order(store).order


def test_whatever_an_order_shows_has_another_tag_once_it_is_different(till, order):
    path = f"/orders/{order.number}"
    for method, doing, body in DOINGS:
        before = till.get(path)
        done = till.call(method, path + doing, body, If_Match=before["ETag"])
        assert done.status_code in (200, 201), (doing, done.content)
        after = till.get(path, If_None_Match=before["ETag"])
        assert after.status_code == 200, doing
        assert done["ETag"] == after["ETag"] != before["ETag"], doing
        assert till.get(path, If_None_Match=after["ETag"]).status_code == 304


def test_an_order_of_merged_customers_has_another_tag(store, till, order):
    other = till.post("/orders", ORDER | {
        "line_items": [{"variant": a_product(store).pk, "quantity": 1}],
        "buyer": {"name": "A. Berg", "email": "other@example.com"},
    }).json()["buyer"]["id"]  # fmt: skip
    path = f"/orders/{order.number}"
    Order.objects.update(changed_at=timezone.now() - timedelta(days=365))
    before = till.get(path)
    assert till.post(f"/customers/{other}/merges", {"duplicate": order.customer_id}).status_code == 200
    after = till.get(path, If_None_Match=before["ETag"])
    assert (after.status_code, after.json()["buyer"]["id"]) == (200, other)
    assert after.json()["revision"] == before.json()["revision"] + 1
    assert after.json()["updated_at"] > before.json()["updated_at"], "it changes with the revision"


def test_a_payment_stands_in_the_way_of_no_step(till, order):
    """A read minds what came in, a write the order's own revision."""
    path = f"/orders/{order.number}"
    before = till.get(path)
    assert till.post(f"{path}/payments", PAYMENT).status_code == 201
    assert till.post(f"{path}/steps", If_Match=before["ETag"]).status_code == 200


def guarded_doings():
    """Every write to an order that the document says takes If-Match."""
    return [
        (method, path)
        for (method, path), described in sorted(OPERATIONS.items(), key=lambda one: one[0])
        if path.startswith("/orders/{number}/") and described.guarded
    ]


def test_every_write_to_an_order_but_of_its_messages_takes_a_condition():
    writes = {
        (method, path)
        for method, path in OPERATIONS
        if path.startswith("/orders/{number}/") and method != "GET" and not path.endswith("/change-previews")
    }
    assert writes - set(guarded_doings()) == {("POST", "/orders/{number}/messages/{message_id}/retry")}


@pytest.mark.parametrize(("method", "path"), guarded_doings())
def test_a_write_by_whoever_saw_an_older_order_is_refused_and_shows_it(till, order, method, path):
    asked = till.post(f"/orders/{order.number}/requests", QUESTION).json()["id"]
    where = path.replace("{number}", str(order.number)).replace("{request_id}", str(asked))
    stands, entries = till.get(f"/orders/{order.number}"), Entry.objects.count()
    late = till.call(method, where, OPERATIONS[method, path].example, If_Match='"999.7"')
    assert (late.status_code, late.json()["code"]) == (412, "somebody_was_faster"), late.content
    assert late["ETag"] == stands["ETag"]
    facts = late.json()["facts"]
    assert (facts["seen"], facts["now"]) == (999, stands.json()["revision"])
    assert facts["order"] == stands.json()
    assert Entry.objects.count() == entries
    stranger = Program(a_store(slug="other", next_number=5001))
    for tag in ('"1"', '"999"', "*"):
        foreign = stranger.call(method, where, OPERATIONS[method, path].example, If_Match=tag)
        assert (foreign.status_code, foreign.json()["facts"]) == (404, {})


def test_a_tag_tells_nobody_what_came_in_who_may_not_read_it(store, till, order):
    packer = Program(store, set(SCOPES) - {May.READ_MONEY, May.RECORD_MONEY})
    path = f"/orders/{order.number}"
    before = packer.get(path)
    till.post(f"{path}/payments", PAYMENT)
    again = packer.get(path, If_None_Match=before["ETag"])
    assert (before["ETag"], again.status_code) == (f'"{Order.objects.get().revision}"', 304)
