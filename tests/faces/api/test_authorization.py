"""Every operation × every kind of key × own, other's and absent things (reliability test 14, H7).

The operations are taken from the router; one without a rule fails. What another store has looks exactly like
what nobody has.
"""

import re
from collections import defaultdict
from datetime import date

import pytest
from django.utils import timezone

from kept.catalog.models import Product
from kept.customers.actions.merge_customers import merge_customers
from kept.customers.models import Customer
from kept.faces.api import auth
from kept.faces.api.routers import OPERATIONS
from kept.faces.api.service import service
from kept.findings.models import Finding
from kept.kit.refusals import NotFound
from kept.messages.models import Message
from kept.orders.actions.make_request import make_request
from kept.orders.models import Order
from kept.promises.models import Closure, FulfilmentMethod
from kept.stores.models import ApiKey
from kept.stores.roles import SCOPES
from kept.webhooks.models import Delivery, Endpoint
from tests.rig.factory import a_product, a_store, an_actor, an_order
from tests.rig.findings import find
from tests.rig.program import Program, a_picture, an_order_asked, call

pytestmark = pytest.mark.django_db
NOBODYS = defaultdict(lambda: 2_000_000_000, date="2031-01-01")
# Names that say which of one's own is meant, and not whose it is.
ONES_OWN = {"version", "date"}
ENDPOINT = "/webhook-endpoints/{endpoint_id}"
# Reads and questions need no more than to read; what writes needs more than that.
ASKS = {("POST", "/quotes")}


def routes():
    """(method, path) of every operation of the API."""
    return sorted(
        (method, path)
        for _prefix, router in service._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    )


def test_every_operation_is_described_and_every_description_an_operation():
    assert routes() == sorted(OPERATIONS)
    assert len(routes()) > 70


def test_what_writes_needs_more_than_to_read():
    for (method, _path), described in OPERATIONS.items():
        if method != "GET":
            assert any(not scope.endswith(":read") for scope in described.scopes)


def test_an_operation_that_nobody_described_is_nobodys(monkeypatch, world):
    monkeypatch.delitem(OPERATIONS, ("GET", "/products"))
    assert Program(world.store).get("/products").status_code == 403


class World:
    """A store with one of everything, and the ids under which its neighbour has them."""

    def __init__(self):
        self.store, self.other = a_store(), a_store(next_number=5001)
        self.own = self._things(self.store)
        self.others = self._things(self.other)
        assert not Order.objects.filter(store=self.store, number=self.others["number"]).exists()

    def _things(self, store):
        variant = a_product(store)
        order = an_order(store, variant).order
        asked = make_request(
            actor=an_actor(store),
            number=order.number,
            kind="message",
            text="Hello",
            channel="shop",
            now=timezone.now(),
        )
        endpoint = Endpoint.objects.create(
            store=store, url="https://example.com/", sealed_secret="x", created_at=timezone.now()
        )
        delivery = Delivery.objects.create(
            store=store,
            endpoint=endpoint,
            journal_id=endpoint.pk,
            state="failed",
            due_at=timezone.now(),
            queued_at=timezone.now(),
        )
        message = Message.objects.filter(order_id=order.pk).earliest("pk")
        day = date(2031, 12, 24 if store is self.store else 25)
        Closure.objects.create(store=store, date=day)
        return {
            "number": order.number,
            "version": 1,
            "request_id": asked.pk,
            "product_id": variant.product_id,
            "variant_id": variant.pk,
            "customer_id": order.customer_id,
            "merged_id": merged_into(order.customer),
            "endpoint_id": endpoint.pk,
            "delivery_id": delivery.pk,
            "message_id": message.pk,
            "finding_id": find(message).pk,
            "fulfilment_method_id": FulfilmentMethod.objects.filter(store=store).first().pk,
            "date": day,
        }

    def body(self, method, path):
        if (method, path) == ("POST", "/orders"):
            return an_order_asked(a_product(self.store))
        if OPERATIONS[method, path].takes_picture:
            return a_picture()
        if path.endswith("/merges"):
            return {"duplicate": meet(self.store)}
        return OPERATIONS[method, path].example


def merged_into(customer):
    """Somebody who was merged into the customer."""
    merged = meet(customer.store)
    merge_customers(
        actor=an_actor(customer.store), customer_id=customer.pk, merged_id=merged, now=timezone.now()
    )
    return merged


def meet(store):
    return Customer.objects.create(store=store, name="Anna B.", created_at=timezone.now()).pk


@pytest.fixture
def world(allowed):
    allowed(None)  # hundreds of wrong keys from one address are what is tested here
    return World()


def filled(path, ids):
    return re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), path)


def breaches(world, only=lambda _path: True):
    """Everything that answers other than it should, as sentences."""
    return [
        sentence
        for method, path in routes()
        if only(path)
        for check in (unauthorized, too_little, foreign, right)
        for sentence in check(world, method, path)
    ]


def unauthorized(world, method, path):
    """Without a key, with an unknown one, with a revoked one: the same 401."""
    revoked = Program(world.store)
    revoked.row.revoked_at = timezone.now()
    revoked.row.save()
    where, body = filled(path, world.own), world.body(method, path)
    keys = ["", "Bearer", "Bearer kept_nobody", "Basic a2VwdDo=", f"Bearer {revoked.key}", revoked.key]
    answers = {
        (answer.status_code, answer.content)
        for key in keys
        for answer in [call(method, where, body, Authorization=key)]
    }
    if len(answers) != 1 or {status for status, _ in answers} != {401}:
        yield f"{method} {path} lets in who has no key"


def too_little(world, method, path):
    """A key that lacks one of the scopes: 403, for one's own and for what is not there alike."""
    for scope in OPERATIONS[method, path].scopes:
        rest = Program(world.store, set(SCOPES) - {scope})
        for ids in (world.own, {name: NOBODYS[name] for name in world.own}):
            answer = rest.call(method, filled(path, ids), world.body(method, path))
            if answer.status_code != 403:
                yield f"{method} {path} does not need {scope}: {answer.status_code}"


def foreign(world, method, path):
    """Rows of another store, alone or under a parent of one's own: 404, the same as for what is nobody's."""
    named = re.findall(r"\{(\w+)\}", path)
    till = Program(world.store)
    for position in range(len(named)):
        beyond = {name: world.others[name] for name in named[position:]}
        if named[position] in ONES_OWN and (position or method == "PUT"):
            continue  # version 1 of one's own order, or Christmas, is one's own
        body = world.body(method, path)
        others = till.call(method, filled(path, {**world.own, **beyond}), body)
        absent = till.call(
            method, filled(path, {**world.own, **{name: NOBODYS[name] for name in beyond}}), body
        )
        if others.status_code != 404 or (others.status_code, others.content) != (
            absent.status_code, absent.content,
        ):  # fmt: skip
            yield f"{method} {path} tells another store's {named[position]}: {others.status_code}"


def right(world, method, path):
    """The very scopes are enough, for one's own. What removes or ends things comes in a test of its own."""
    if method == "DELETE" or path.endswith("cancellation"):
        return
    program = Program(world.store, OPERATIONS[method, path].scopes)
    answer = program.call(method, filled(path, world.own), world.body(method, path))
    if answer.status_code not in (200, 201, 409, 422):
        yield f"{method} {path} refuses the right key: {answer.status_code}"


@pytest.mark.slow
def test_nobody_gets_where_they_do_not_belong(world):
    assert breaches(world) == []


def test_the_very_scopes_are_enough_to_remove_and_to_end(world):
    for method, path in routes():
        if method == "DELETE" or path.endswith("cancellation"):
            answer = Program(world.store, OPERATIONS[method, path].scopes).call(
                method, filled(path, world.own), world.body(method, path)
            )
            assert answer.status_code in (200, 204, 409), (path, answer.content)


def test_what_is_named_in_a_body_is_ones_own_too(world):
    """A product put before another store's, a customer merged with another store's: as if it were nobody's."""
    till = Program(world.store)
    for method, path, name, of in (
        ("PUT", "/products/{product_id}/position", "before", "product_id"),
        ("POST", "/customers/{customer_id}/merges", "duplicate", "customer_id"),
    ):
        answers = [
            till.call(method, filled(path, world.own), {name: number})
            for number in (world.others[of], NOBODYS[of])
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def test_lists_hold_ones_own_alone(world):
    till = Program(world.store)
    methods = {item["id"] for item in till.get("/fulfilment-methods").json()["items"]}
    assert world.own["fulfilment_method_id"] in methods
    assert world.others["fulfilment_method_id"] not in methods
    assert [item["date"] for item in till.get("/closures").json()["items"]] == ["2031-12-24"]
    for path, name in (
        ("/orders", "number"),
        ("/products", "product_id"),
        ("/variants", "variant_id"),
        ("/customers", "customer_id"),
        ("/webhook-endpoints", "endpoint_id"),
        ("/findings", "finding_id"),
    ):
        found = {item.get("number", item["id"]) for item in till.get(path).json()["items"]}
        assert world.own[name] in found
        assert world.others[name] not in found
    assert [item["variant"] for item in till.get("/stock").json()["items"]] == [world.own["variant_id"]]
    assert till.get(f"/orders?customer={world.others['customer_id']}").json()["items"] == []
    assert till.get(f"/findings?order={world.others['number']}").json()["items"] == []


def everybodys_orders(_actor):
    return Order.objects.all()


def unscoped_endpoint(_actor, endpoint_id):
    endpoint = Endpoint.objects.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    return endpoint


def everybodys_findings(_actor):
    return Finding.objects.all()


def unscoped_product(_actor, product_id, **_seen):
    return Product.objects.get(pk=product_id)


def unscoped_method(_actor, fulfilment_method_id):
    return FulfilmentMethod.objects.get(pk=fulfilment_method_id)


def unscoped_customer(_actor, customer_id):
    return Customer.objects.get(pk=customer_id)


@pytest.mark.parametrize(
    ("removed", "instead", "where"),
    [
        ("kept.faces.api.auth.check_scope", lambda *_args: None, "/customers"),
        ("kept.orders.queries.reachable", everybodys_orders, "/orders/{number}/messages"),
        ("kept.orders.locks.reachable", everybodys_orders, "/orders/{number}/requests"),
        ("kept.findings.queries.reachable", everybodys_findings, "/findings/{finding_id}"),
        (
            "kept.webhooks.queries.endpoint_for",
            unscoped_endpoint,
            f"{ENDPOINT}/deliveries",
        ),
        (
            "kept.catalog.actions.set_photo.lock_product",
            unscoped_product,
            "/products/{product_id}/photo",
        ),
        (
            "kept.promises.actions.retire_fulfilment_method.lock_fulfilment_method",
            unscoped_method,
            "/fulfilment-methods/{fulfilment_method_id}/retirement",
        ),
        (
            "kept.faces.api.customers.views.customer_for",
            unscoped_customer,
            "/customers/{customer_id}/consents",
        ),
        (
            "kept.faces.api.webhooks.views.endpoint_for",
            unscoped_endpoint,
            ENDPOINT,
        ),
    ],
)
def test_control_each_check_that_is_taken_away_is_missed(world, monkeypatch, removed, instead, where):
    assert breaches(world, lambda path: path == where) == []
    monkeypatch.setattr(removed, instead)
    assert breaches(world, lambda path: path == where) != []


def test_control_a_revoked_key_that_still_opens_is_found(world, monkeypatch):
    known = auth.store_for_key

    def forgiving(raw):
        ApiKey.objects.update(revoked_at=None)
        return known(raw)

    monkeypatch.setattr(auth, "store_for_key", forgiving)
    assert breaches(world, lambda path: path == "/products") != []
