"""What every face says to the browser, and what it refuses from elsewhere (reliability test 16).

No page allows script or style that stands in it, and no form of the desk is taken without its mark.
"""

import pytest
from django.test import Client
from django.urls import get_resolver
from django.views.decorators.csrf import csrf_exempt

from kept.faces.desk import urls
from tests.rig.desk_world import Place, address, methods, routes
from tests.rig.factory import a_person
from tests.rig.routes import routes as all_routes

pytestmark = pytest.mark.django_db


def weaknesses(policy: str) -> list[str]:
    """What a content security policy leaves open."""
    said = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    found = [f"{name} {value}" for name, values in said.items() for value in values if "unsafe" in value]
    found += [name for name in ("object-src", "base-uri", "frame-ancestors") if said.get(name) != ["'none'"]]
    if not set(said.get("script-src", said.get("default-src", ["*"]))) <= {"'self'", "'none'"}:
        found.append("scripts from elsewhere")
    return found


@pytest.fixture
def place():
    return Place.make()


def test_every_page_of_the_desk_and_the_shop_has_the_strict_policy(place):
    staff = Client()
    staff.force_login(a_person(place.store)[0])
    inside = [address(route, place.store.slug, place.things()) for route, rule in routes() if rule.look]
    pages = [
        *inside,
        "/",
        f"/s/{place.store.slug}/",
        f"/s/{place.store.slug}/checkout/",
        "/accounts/login/",
        "/o/x/",
        "/nothing/",
    ]
    answers = {page: staff.get(page) for page in pages}
    drawn = {
        page: one for page, one in answers.items() if "html" in one.get("Content-Type", "") and one.content
    }
    assert len(drawn) > 12, answers.keys() - drawn.keys()  # redirects and the store's colours are not
    for page, answer in drawn.items():
        assert weaknesses(answer.headers["Content-Security-Policy"]) == [], page


def test_no_page_of_the_desk_or_of_the_sign_in_stays_in_a_browsers_cache(place):
    staff, stranger = Client(), Client()
    staff.force_login(a_person(place.store)[0])
    colours = f"/desk/{place.store.slug}/brand.css"
    inside = [address(route, place.store.slug, place.things()) for route, rule in routes() if rule.look]
    sign_in = [f"/{where}" for where, _route in all_routes(get_resolver()) if where.startswith("accounts/")]
    pages = {
        "/desk/",
        "/desk/join/x/",
        "/desk/nothing/",
        *inside,
        *(one.replace("<str:token>", "x").replace("<int:pk>", "1") for one in sign_in),
    }
    assert colours in pages
    assert len(pages) > 38
    for page in pages - {colours}:
        for client in (staff, stranger):
            assert "no-store" in client.get(page).get("Cache-Control", ""), page
    assert "immutable" in staff.get(colours)["Cache-Control"]


def test_control_the_shop_and_the_api_say_themselves_what_may_be_kept(place):
    assert "no-store" not in Client().get(f"/s/{place.store.slug}/brand.css")["Cache-Control"]


def test_control_a_policy_that_allows_inline_script_is_caught():
    assert weaknesses(
        "default-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert weaknesses(
        "default-src 'self' https://cdn.example; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert weaknesses("")


def forged(place: Place) -> list[str]:
    """Forms of the desk that are taken from a browser that brings its session and not the form's mark."""
    staff = Client(enforce_csrf_checks=True)
    staff.force_login(a_person(place.store)[0])
    taken = []
    for route, rule in routes():
        if any(method == "post" for method, _may in methods(rule)):
            answer = staff.post(address(route, place.store.slug, place.things()), {"why": "x"})
            if answer.status_code != 403:
                taken.append(str(route.name))
    return taken


def test_no_form_of_the_desk_is_taken_without_its_mark(place):
    assert forged(place) == []


def test_control_a_form_without_the_check_is_caught(place, monkeypatch):
    route = next(route for route in urls.urlpatterns if route.name == "advance")
    monkeypatch.setattr(route, "callback", csrf_exempt(route.callback))
    assert forged(place) == ["advance"]
