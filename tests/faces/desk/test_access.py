"""Every page of products, stock, customers and settings: stranger, other store, every role (B5, H7, reliability 14)."""

import pytest
from django.test import Client

from kept.faces.desk.routing import RULES
from kept.stores.roles import PERMISSIONS, Role
from tests.rig.factory import a_person
from tests.rig.store_world import ROUTES, STORE_ROUTES, a_world

pytestmark = pytest.mark.django_db

# Something for every form, so that only the missing right can refuse it.
ANSWERS = {
    "do": "receive",
    "pieces": "1",
    "role": "support",
    "name": "x",
    "title": "x",
    "email": "x@example.com",
    "tax_rate": "0",
    "preparation_minutes": "0",
    "kind": "physical",
    "fee": "0",
    "days_least": "0",
    "days_most": "0",
    "pay_by": "pickup",
    "purpose": "news",
    "granted": "yes",
    "words": "Yes",
}


def test_only_the_page_behind_an_invitation_is_open_without_a_place():
    assert {one.name for one in STORE_ROUTES} - set(ROUTES) == {"join"}


def test_a_stranger_is_asked_who_they_are_everywhere(client: Client):
    world = a_world()
    for route in ROUTES:
        for answer in (client.get(world.url(route)), client.post(world.url(route))):
            assert (answer.status_code, "/accounts/login/" in answer["Location"]) == (302, True), route


def test_another_stores_desk_and_things_are_as_unknown_as_none(client: Client):
    world, other = a_world(), a_world()
    client.force_login(a_person(other.store)[0])
    for route in ROUTES:
        rule = RULES[route]
        # Their store, and their things under my store's address.
        for url in {world.url(route), world.url(route, other.store.slug)}:
            if url == other.url(route):
                continue
            if rule.look:
                assert client.get(url).status_code == 404, url
            if rule.act and route != "customer_merge":
                done = client.post(url, ANSWERS)
                assert done.status_code == 404, url


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_exactly_what_the_table_says(client: Client, role: Role):
    world = a_world()
    client.force_login(a_person(world.store, role)[0])
    for route in ROUTES:
        rule, may = RULES[route], PERMISSIONS[role]
        looked, acted = client.get(world.url(route)), client.post(world.url(route))
        assert looked.status_code == (405 if rule.look is None else 200 if rule.look in may else 403), route
        if rule.act is None:
            assert acted.status_code == 405, route
        elif rule.act not in may:
            assert acted.status_code == 403, route
        else:
            assert acted.status_code in (200, 302, 404, 409, 422), route  # 404: nothing was named


def test_names_from_people_never_become_markup(client: Client):
    world = a_world(name="<i>Wren</i>")
    client.force_login(a_person(world.store)[0])
    for route in ROUTES:
        if RULES[route].look:
            page = client.get(world.url(route)).text
            assert "<b>Roses" not in page, route
            assert "<i>Wren" not in page, route
            assert " style=" not in page, route
