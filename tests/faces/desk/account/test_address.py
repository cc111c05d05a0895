"""Another address to sign in with (B5): proven by its link, told to the one before, recorded."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kept.journal.models import Entry
from kept.stores.models import User
from tests.rig.factory import a_person, a_store
from tests.rig.post import Post

pytestmark = [pytest.mark.django_db, pytest.mark.real_passwords]
PASSWORD = "correct horse battery"
NEW = "new@florist.example"
Deliver = Callable[..., int]


@pytest.fixture(autouse=True)
def _no_limits_left_from_before():
    cache.clear()


@pytest.fixture
def user() -> User:
    return a_person(a_store())[0]


@pytest.fixture
def own(user: User) -> Client:
    """Their browser, in which they have just said that it is they."""
    return signed_in(user)


def signed_in(user: User) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def ask(browser: Client, address: str):
    return browser.post(reverse("account_email"), {"email": address}, follow=True)


def link_to(post: Post, address: str) -> str:
    (mail,) = [one for one, to in zip(post.read(), post.recipients, strict=True) if to == address]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return urlsplit(re.search(r"https?://\S+", text)[0]).path  # type: ignore[index]


def address_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def test_the_new_address_counts_once_its_link_was_opened(
    own: Client, user: User, post: Post, deliver: Deliver
):
    assert NEW in ask(own, NEW.upper()).text
    assert address_of(user) == user.email
    deliver()
    link = link_to(post, NEW)
    assert "From now on you sign in with new@florist.example" in own.get(link).text
    assert address_of(user) == user.email, "looking at it changes nothing"
    own.post(link)
    assert address_of(user) == NEW
    assert own.get("/desk/").status_code == 302, "this browser stays signed in"
    assert own.post(link).status_code == 410, "it works once"


def test_the_address_before_is_told_and_the_journal_has_it(
    own: Client, user: User, post: Post, deliver: Deliver
):
    ask(own, NEW)
    deliver()
    own.post(link_to(post, NEW))
    deliver()
    told = dict(zip(post.recipients, post.read(), strict=True))[user.email]
    text = " ".join(told.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert told["Subject"] == "Your sign-in address was changed"
    assert NEW in text
    assert "tell the owner of your store at once" in text
    assert "password" not in text, "no new password comes to an address that is none any more"
    entry = Entry.objects.get(name="signin.changed")
    assert entry.data["change"] == "address_changed"
    assert "@" not in str(entry.data)


def test_an_address_that_is_taken_is_refused_in_words(own: Client, user: User, post: Post, deliver: Deliver):
    other, _actor = a_person(a_store())
    refused = own.post(reverse("account_email"), {"email": other.email.upper()})
    assert refused.status_code == 422
    assert "Somebody signs in with this address already." in refused.text
    assert "You sign in with this address already." in ask(own, user.email).text
    deliver()
    assert post.mails == []


def test_who_took_it_meanwhile_keeps_it(own: Client, user: User, post: Post, deliver: Deliver):
    ask(own, NEW)
    deliver()
    other, _actor = a_person(a_store())
    User.objects.filter(pk=other.pk).update(email=NEW)
    refused = own.post(link_to(post, NEW))
    assert refused.status_code == 409
    assert "Somebody signs in with this address already." in refused.text
    assert address_of(user) == user.email


def test_the_link_is_nobody_elses(own: Client, user: User, post: Post, deliver: Deliver):
    """Whoever gets it by a slip of the pen does not become the person; nor does one of the staff."""
    ask(own, NEW)
    deliver()
    link = link_to(post, NEW)
    assert Client().get(link)["Location"].startswith(reverse("account_login"))
    assert Client().post(link)["Location"].startswith(reverse("account_login"))
    other, _actor = a_person(a_store())
    assert signed_in(other).post(link).status_code == 410
    assert (address_of(user), address_of(other)) == (user.email, other.email)


def test_the_link_ends_after_an_hour(
    own: Client, user: User, post: Post, deliver: Deliver, clock: time_machine.Traveller
):
    ask(own, NEW)
    deliver()
    clock.shift(timedelta(minutes=61))
    assert own.post(link_to(post, NEW)).status_code == 410
    assert address_of(user) == user.email


def test_who_only_finds_the_browser_open_changes_nothing(user: User, post: Post, deliver: Deliver):
    browser = Client()
    browser.force_login(user)
    assert browser.get(reverse("account_email"))["Location"].startswith(reverse("account_reauthenticate"))
    assert browser.post(reverse("account_email"), {"email": NEW})["Location"].startswith(
        reverse("account_reauthenticate")
    )
    deliver()
    assert post.mails == []


def test_links_to_a_new_password_end_with_the_address(own: Client, user: User, post: Post, deliver: Deliver):
    Client().post(reverse("account_reset_password"), {"email": user.email})
    deliver()
    forgotten = link_to(post, user.email)
    ask(own, NEW)
    deliver()
    own.post(link_to(post, NEW))
    assert Client().get(forgotten).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c", "-", "9" * 400])
def test_what_is_no_link_is_answered_in_words(own: Client, token: str):
    page = own.get(reverse("account_confirm_email", args=[token]))
    assert page.status_code == 410
    assert "can no longer be used" in page.text
