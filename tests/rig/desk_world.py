"""Two stores side by side for the desk's tests: what is mine, what is theirs, and what is nobody's."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from kept.faces.desk import urls
from kept.faces.desk.routing import RULES, Rule
from kept.findings.models import Finding
from kept.messages.models import Message
from kept.orders.actions.make_request import make_request
from kept.orders.models import Order, Request
from kept.stores.actor import holder
from kept.stores.models import Store
from kept.stores.roles import PERMISSIONS, Role
from tests.rig.factory import a_person, a_product, a_store, an_order
from tests.rig.findings import find
from tests.rig.store_world import STORE_ROUTES

ABSENT = 987_654
# Somebody's own: no role opens them by itself, so they have a walk of their own (test_saved_views.py).
VIEW_ROUTES = {"views", "view", "view_default", "view_shared", "view_removal", "view_restoration"}
# Enough for every act to get as far as the thing it is about.
BODY = {
    "why": "It rains",
    "text": "Gladly",
    "answer": "answered",
    "amount": "1",
    "method": "transfer",
    "key": "k1",
    "version": "1",
    "reason": "Rang them",
}
_numbers = count(5001, 1000)


@dataclass
class Place:
    """A store with one order that has been asked about."""

    store: Store
    order: Order
    request: Request
    message: Message
    finding: Finding

    @classmethod
    def make(cls, **fields: Any) -> "Place":
        """A store whose order numbers are nobody else's."""
        store = a_store(**fields)
        Store.objects.filter(pk=store.pk).update(next_number=next(_numbers))
        store.refresh_from_db()
        order = an_order(store, a_product(store)).order
        request = make_request(
            actor=holder(store.pk, order.pk, "Anna Berg"),
            number=order.number,
            kind="change",
            text="Two, please",
            channel="page",
            now=timezone.now(),
        )
        message = Message.objects.filter(order_id=order.pk).latest("pk")
        return cls(store, order, request, message, find(message))

    def things(self) -> dict[str, int]:
        """What stands in the addresses of this store's desk, by the name of the address's part."""
        return {
            "number": self.order.number,
            "version": 1,
            "request_id": self.request.pk,
            "message_id": self.message.pk,
            "finding_id": self.finding.pk,
        }


def routes() -> list[tuple[URLPattern, Rule]]:
    """Every address of the desk that is about orders, with its rule; the others have their own walks."""
    elsewhere = {route.name for route in STORE_ROUTES} | VIEW_ROUTES
    mine = [
        route for route in urls.urlpatterns if isinstance(route, URLPattern) and route.name not in elsewhere
    ]
    return [(route, RULES[route.name or ""]) for route in mine if route.name != "home"]


def address(route: URLPattern, slug: str, things: dict[str, int]) -> str:
    """The route's address. A part that no test knows is a KeyError: say in `things` what it names."""
    text = str(route.pattern)
    for name, converter in route.pattern.converters.items():
        mark = f"<{type(converter).__name__.removesuffix('Converter').lower()}:{name}>"
        text = text.replace(mark, slug if name == "slug" else str(things[name]))
    assert "<" not in text, text
    return f"/desk/{text}"


def methods(rule: Rule) -> list[tuple[str, Any]]:
    """The methods that a rule allows, with the permission each needs."""
    return [(method, may) for method, may in (("get", rule.look), ("post", rule.act)) if may is not None]


def crossings(mine: Place, theirs: Place) -> Iterator[str]:
    """Every door that is open to somebody it should be closed to, or the other way round."""
    stranger, foreigner, seeker = Client(), Client(), Client()
    foreigner.force_login(a_person(theirs.store, Role.OWNER)[0])
    seeker.force_login(a_person(mine.store, Role.OWNER)[0])
    people = {role: Client() for role in Role}
    for role, client in people.items():
        client.force_login(a_person(mine.store, role)[0])
    for route, rule in routes():
        own = address(route, mine.store.slug, mine.things())
        nowhere = address(route, "no-such-store", mine.things())
        for method, may in methods(rule):
            door = f"{method} {route.name}"
            if getattr(stranger, method)(own).status_code != 302:
                yield f"{door}: open to a stranger"
            foreign, absent = getattr(foreigner, method)(own), getattr(foreigner, method)(nowhere)
            if (foreign.status_code, foreign.content) != (404, absent.content):
                yield f"{door}: another store's staff can tell that it is there"
            for role, client in people.items():
                status = getattr(client, method)(own).status_code
                if may in PERMISSIONS[role] and status in (403, 404, 405, 500):
                    yield f"{door}: closed to {role} ({status})"
                if may not in PERMISSIONS[role] and status != 403:
                    yield f"{door}: open to {role} ({status})"
        yield from _foreign_things(seeker, route, rule, mine, theirs)


def _foreign_things(
    owner: Client, route: URLPattern, rule: Rule, mine: Place, theirs: Place
) -> Iterator[str]:
    """An order, request or message of another store looks like one that is not there."""
    for name in route.pattern.converters:
        if name in ("slug", "version"):
            continue
        foreign = address(route, mine.store.slug, mine.things() | {name: theirs.things()[name]})
        absent = address(route, mine.store.slug, mine.things() | {name: ABSENT})
        for method, _may in methods(rule):
            one, none = getattr(owner, method)(foreign, BODY), getattr(owner, method)(absent, BODY)
            if (one.status_code, one.content) != (404, none.content):
                yield f"{method} {route.name}: reaches another store's {name}"
