"""Who asks Kept by another name gets no link to it (B5, F3): every link comes from the public address.

A mail with a link to `evil.example` would bring its reader's secret there. So would one to another port of `localhost`.
"""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from kept.messages.models import Message
from kept.stores.models import Store
from tests.faces.every_page import api, desk, shop
from tests.rig.factory import a_person, a_product
from tests.rig.post import Post, deliver, post
from tests.rig.store_world import a_world
from tests.rig.visitor import filled_in, home, take

__all__ = ["deliver", "post"]

pytestmark = pytest.mark.django_db
PUBLIC = "https://orders.example.com"
HOSTS = (
    "evil.example",
    "evil.example:8443",
    "localhost",
    "localhost:1234",
    "[::1]",
    "[::1]:99",
    "127.0.0.1:81",
)


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest, settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name by which every request of the test asks, on an installation that answers to all."""
    from dataclasses import replace

    cache.clear()
    settings.ALLOWED_HOSTS = ["*"]
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, public_url=PUBLIC)
    asked = RequestFactory.generic

    def by_another_name(self: RequestFactory, *args: object, **more: object):
        return asked(self, *args, **{**more, "HTTP_HOST": request.param})

    monkeypatch.setattr(RequestFactory, "generic", by_another_name)
    return str(request.param)


def test_every_link_in_every_mail_comes_from_the_public_address(
    host: str, store: Store, post: Post, deliver: Callable[[], int]
):
    user, _actor = a_person(store)
    own = Client()
    own.force_login(user)
    own.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    Client().post(reverse("account_reset_password"), {"email": user.email})
    own.post(reverse("account_email"), {"email": "new@florist.example"})
    data = {
        "oldpassword": "correct horse battery",
        "password1": "a quite new one",
        "password2": "a quite new one",
    }
    own.post(reverse("account_change_password"), data)
    own.post(f"/desk/{store.slug}/settings/people/", {"email": "jo@example.com", "role": "support"})
    visitor = Client()
    take(visitor, store, a_product(store))
    visitor.post(f"{home(store)}checkout/", filled_in(visitor, store))
    deliver()
    kinds = {
        "password_reset", "address_change", "sign_in_changed", "invitation", "confirmation", "new_order",
    }  # fmt: skip
    assert set(Message.objects.values_list("kind", flat=True)) == kinds
    for mail in post.read():
        for part in ("plain", "html"):
            text = mail.get_body((part,)).get_content()  # type: ignore[union-attr]
            links = re.findall(r"https?://[^/\s\"<>?]+", text)
            assert links, (mail["Subject"], part)
            own_links = {link for link in links if not link.endswith(("schema.org", "www.w3.org"))}
            assert own_links == {PUBLIC}, (mail["Subject"], part)


@pytest.mark.parametrize("host", ["evil.example"], indirect=True)
@pytest.mark.parametrize("face", [api, desk, shop])
def test_no_page_and_no_answer_repeats_the_name_it_was_asked_by(host: str, face: Callable):
    """Calendar, structured data, links of the API, pages for search engines: all of them."""
    world = a_world()
    pages = face(world)
    assert len(pages) > 5
    answers = {name: get() for name, get in pages.items()}
    assert {
        name for name, answer in answers.items() if host in answer.content.decode("utf-8", "replace")
    } == set()
    assert {name for name, answer in answers.items() if host in str(answer.headers)} == set()


@pytest.mark.parametrize("host", ["evil.example"], indirect=True)
@pytest.mark.parametrize(
    "where", ["https://evil.example/desk/", "//evil.example/", "https://orders.example.com.evil/"]
)
def test_a_sign_in_leads_nowhere_else(host: str, where: str, store: Store):
    user, _actor = a_person(store)
    data = {"login": user.email, "password": "correct horse battery", "next": where}
    assert Client().post(reverse("account_login"), data)["Location"] == "/desk/"
