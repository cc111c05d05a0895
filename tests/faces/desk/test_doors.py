"""Access to the desk: every route × role × store × own/other/absent (B5, H7).

The routes come from the router. Each control plants one fault, and the same walk has to find it.
"""

from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from kept.faces.desk import routing, urls
from kept.faces.desk.routing import RULES, Rule
from kept.kit.refusals import NotFound
from kept.orders import locks, queries
from kept.orders.models import Order
from kept.stores.actor import Actor
from kept.stores.models import Staff
from kept.stores.queries import staff_actor
from kept.stores.roles import May
from tests.rig.desk_world import ABSENT, VIEW_ROUTES, Place, address, crossings, methods, routes
from tests.rig.factory import a_person, a_product
from tests.rig.store_world import ROUTES

pytestmark = pytest.mark.django_db

AGREED = Path(__file__).parent / "permissions.txt"


@pytest.fixture
def places() -> tuple[Place, Place]:
    return Place.make(), Place.make()


def test_every_door_is_open_to_those_it_is_for_and_to_nobody_else(places):
    assert list(crossings(*places)) == []


def test_every_route_has_a_rule_and_every_rule_a_route():
    named = {route.name for route in urls.urlpatterns}
    # The choice of stores needs a person, the page behind an invitation its token: neither needs a place.
    assert named - {"home", "join"} == set(RULES)


def test_the_walks_leave_no_route_out():
    walked = {route.name for route, _rule in routes()} | set(ROUTES) | VIEW_ROUTES
    assert walked == set(RULES)


def test_a_route_without_a_rule_stops_the_program():
    with pytest.raises(ImproperlyConfigured):
        routing.desk_path("secrets/", lambda request: None, "secrets")


def test_a_second_route_of_the_same_name_stops_the_program():
    """Otherwise the page would go by one rule and its links by the other."""
    with pytest.raises(ImproperlyConfigured):
        routing.desk_path("secrets/", lambda request: None, "order", look=May.READ_CATALOG)


def test_who_may_do_what_is_as_was_agreed():
    """The whole on one screen. Where a permission is meant to change, write the new table into the file."""
    assert permissions() == AGREED.read_text("utf-8")


def permissions() -> str:
    """Every route of the desk, subject by subject, with the permission to look and to act."""
    ruled = [(str(one.name), RULES[one.name]) for one in urls.urlpatterns if one.name in RULES]
    rows = [("route", "look", "act"), *((name, rule.look or "-", rule.act or "-") for name, rule in ruled)]
    return "".join(f"{route:<36}{look:<18}{act}\n" for route, look, act in rows)


def test_methods_without_a_rule_are_not_there(places):
    mine, _theirs = places
    client = Client()
    client.force_login(a_person(mine.store)[0])
    for route, rule in routes():
        allowed = {method for method, _may in methods(rule)}
        for method in {"get", "post", "put", "delete", "patch"} - allowed:
            answer = getattr(client, method)(address(route, mine.store.slug, mine.things()))
            assert answer.status_code == 405, (method, route.name)


def test_many_at_once_reach_no_foreign_order(places):
    mine, theirs = places
    client = Client()
    client.force_login(a_person(mine.store)[0])
    together = f"/desk/{mine.store.slug}/board/together/"
    foreign = client.post(together, {"do": "advance", "order": f"{theirs.order.number}.1"}).context["results"]
    absent = client.post(together, {"do": "advance", "order": f"{ABSENT}.1"}).context["results"]
    assert foreign[0]["said"] == absent[0]["said"]
    assert Order.objects.get(pk=theirs.order.pk).status == theirs.order.status


def test_a_foreign_product_cannot_be_put_into_an_order(places):
    mine, theirs = places
    client = Client()
    client.force_login(a_person(mine.store)[0])
    products = f"/desk/{mine.store.slug}/orders/{mine.order.number}/change/products/"
    variant = a_product(theirs.store, "Their secret")
    assert client.get(products, {"add": variant.pk}).status_code == 404
    assert "Their secret" not in client.get(products, {"add_words": "Their"}).text


def test_the_search_finds_no_foreign_order(places):
    mine, theirs = places
    client = Client()
    client.force_login(a_person(mine.store)[0])
    for words in (str(theirs.order.number), "Anna", "anna@example.com"):
        page = client.get(f"/desk/{mine.store.slug}/orders/", {"q": words}, follow=True).text
        assert f"/orders/{theirs.order.number}/" not in page


@contextmanager
def nobody_is_refused():
    with patch.object(Actor, "require", lambda self, *wanted: None):
        yield


@contextmanager
def any_store_will_do():
    def first_place(user, slug):
        place = Staff.objects.select_related("store").filter(store__slug=slug).first()
        if place is None:
            raise NotFound
        return place.store, staff_actor(place, user)

    with patch.object(routing, "store_for_staff", first_place):
        yield


@contextmanager
def every_order_is_reachable():
    with (
        patch.object(queries, "reachable", lambda actor: Order.objects.all()),
        patch.object(locks, "reachable", lambda actor: Order.objects.all()),
    ):
        yield


@pytest.mark.parametrize("fault", [nobody_is_refused, any_store_will_do, every_order_is_reachable])
def test_control_a_missing_check_is_found(places, fault):
    with fault():
        assert next(crossings(*places), None)


def test_control_a_door_that_asks_for_less_than_its_rule_is_found(places):
    """The table says managers; the door, made when the program started, still lets packers in."""
    with patch.dict(RULES, {"advance": Rule(act=May.MANAGE_STAFF)}):
        faults = list(crossings(*places))
    assert "post advance: open to fulfilment (302)" in faults
