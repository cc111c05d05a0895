"""Every address of an installation has a rule, or stands here with its reason (H7; reliability test 14).

The desk's rules and the API's are walked by tests of their own (faces/desk/test_doors.py and
faces/api/test_authorization.py). This one makes sure that nothing stands outside of them: a new address, in
whatever face, fails here until somebody has said who may open it.
"""

import importlib
import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from kept.faces.api.routers import OPERATIONS
from kept.faces.desk.routing import RULES as DESK_RULES
from tests.rig.routes import routes

# Open to everybody, and why nothing is behind it that is somebody's.
PUBLIC = {
    "": "which shops there are",
    "robots.txt": "for search engines",
    "media/<path:path>": "photos of products, which the shop shows to everybody",
    "s/<slug:slug>/logo.png": "the store's logo, which its mails show to everybody",
    "s/<slug:slug>/": "a shop",
    "s/<slug:slug>/p/<slug:product>/": "a product of a shop",
    "s/<slug:slug>/terms/": "a shop's terms",
    "s/<slug:slug>/brand.css": "a shop's colours",
    "s/<slug:slug>/sitemap.xml": "for search engines",
    "s/<slug:slug>/language/": "chooses the language of this browser",
    "s/<slug:slug>/basket/": "the basket of this browser's session",
    "s/<slug:slug>/checkout/": "turns this session's basket into an order",
    "api/v1/openapi.json": "the description of the API, the same for everybody",
    "api/v1/docs": "the documentation of the API, the same for everybody",
    "api/v1/": "ninja's root: an address that only answers 404",
    "api/^(?P<rest>.*)$": "whatever is no address of the API: 404",
    "inbound/mailgun": "proves itself by a signature in what is sent; nothing comes back but a word",
    "inbound/mail/<str:secret>": "the secret stands in the address; nothing comes back but a word",
    "desk/": "sends to the sign-in, or to the stores of whoever is signed in",
}
# The secret stands in the address; `by_link` is the door (faces/shop/order_link.py).
BY_LINK = "o/<str:token>/"
BY_INVITATION = "desk/join/<str:token>/"
# One by one in faces/desk/account/test_sign_in_urls.py; who may do what there is tested beside it, and by allauth.
ACCOUNTS = "accounts/"
# There only when KEPT_DEMO is on, where everything is made up.
DEMO = ("mailbox/", "style/")


def rule_of(where: str, route: URLPattern) -> str:
    """What says who may open it; "" for nothing."""
    if where in PUBLIC:
        return PUBLIC[where]
    if where.startswith("desk/<slug:slug>/") and route.name in DESK_RULES:
        return "the desk's rule beside the route"
    if where.startswith("api/v1/"):
        named = "/" + where.removeprefix("api/v1/").replace("<", "{").replace(">", "}")
        if any(path == named for _method, path in OPERATIONS):
            return "the API's table"
    if where.startswith(BY_LINK):
        return "whoever holds the order's link"
    if where.startswith(BY_INVITATION):
        return "whoever holds the invitation"
    return "a page of the sign-in" if where.startswith(ACCOUNTS) else ""


def without_a_rule(resolver: URLResolver) -> list[str]:
    return [
        where for where, route in routes(resolver) if not where.startswith(DEMO) and not rule_of(where, route)
    ]


def test_every_address_has_a_rule_or_a_reason():
    assert without_a_rule(get_resolver()) == []


def test_every_public_address_is_still_there():
    assert set(PUBLIC) <= {where for where, _route in routes(get_resolver())}


def test_the_walk_sees_every_face():
    known = [where for where, _route in routes(get_resolver())]
    for face, least in (("desk/", 20), ("api/v1/", 30), ("s/", 8), ("o/", 8), ("accounts/", 10)):
        assert len([where for where in known if where.startswith(face)]) >= least, face


def test_control_an_address_that_nobody_ruled_is_found(monkeypatch):
    urls = importlib.import_module("kept.config.urls")
    planted = [path("desk/<slug:slug>/export/<int:number>.csv", lambda request: None), *urls.urlpatterns]
    resolver = URLResolver(get_resolver().pattern, "planted")
    resolver.__dict__["url_patterns"] = planted
    assert without_a_rule(resolver) == ["desk/<slug:slug>/export/<int:number>.csv"]


def test_what_is_for_a_demo_is_not_there_otherwise():
    """In a process of its own, because addresses are read once."""
    look = "import django; django.setup(); from django.urls import get_resolver as r; print(r().url_patterns)"
    environment = os.environ | {"KEPT_DEMO": "off", "PYTHONPATH": os.pathsep.join(sys.path)}
    shown = subprocess.run(
        [sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert "desk/" in shown
    assert not any(f"'{demo}'" in shown for demo in DEMO)


@pytest.mark.django_db
def test_a_stranger_gets_nothing_from_the_desk():
    """Every page of the desk sends whoever is not signed in to the sign-in, whatever the address."""
    values = {"slug": "any", "number": 1, "version": 1, "message_id": 1, "request_id": 1}
    inside = [one for one in routes(get_resolver()) if one[0].startswith("desk/<slug:slug>/")]
    assert len(inside) > 50
    for where, route in inside:
        named = {name: values.get(name, 1) for name in route.pattern.converters} | {"slug": "any"}
        for method in ("get", "post"):
            answer = getattr(Client(), method)(reverse(f"desk:{route.name}", kwargs=named))
            assert answer.status_code == 302, where
            assert answer.url.startswith(reverse("account_login")), where
