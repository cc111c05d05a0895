"""A forgotten password (B5): the link is a message like every other, and its page tells nobody who signs in here."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.hashers import identify_hasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kept.faces.worker.pumps import clean_up
from kept.journal.models import Entry
from kept.messages.links import MARKER
from kept.messages.models import Message
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.models import Staff, User
from tests.rig.factory import a_person, a_store, an_actor
from tests.rig.post import Post

pytestmark = [pytest.mark.django_db, pytest.mark.real_passwords]
NEW = "a quite new one"
Deliver = Callable[..., int]


@pytest.fixture(autouse=True)
def _no_limits_left_from_before():
    cache.clear()


@pytest.fixture
def user() -> User:
    return a_person(a_store())[0]


def ask(address: str, **headers: str):
    return Client().post(reverse("account_reset_password"), {"email": address}, headers=headers)


def the_link(post: Post) -> str:
    """The path of the link in the newest mail."""
    text = post.read()[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return urlsplit(re.search(r"https?://\S+", text)[0]).path  # type: ignore[index]


def can_sign_in(email: str, password: str) -> bool:
    browser = Client()
    browser.post(reverse("account_login"), {"login": email, "password": password})
    return browser.get("/desk/").status_code == 302 and "login" not in browser.get("/desk/")["Location"]


def test_a_new_password_comes_by_mail(user: User, post: Post, deliver: Deliver):
    signed_in_elsewhere = Client()
    signed_in_elsewhere.force_login(user)
    ask(user.email.upper())
    deliver()
    (mail,) = post.read()
    assert (post.recipients, mail["Subject"]) == ([user.email], "Choose a new password")
    link = the_link(post)
    browser = Client()
    assert user.email in browser.get(link).text
    assert browser.post(link, {"password": "short"}).status_code == 422
    done = browser.post(link, {"password": NEW}, follow=True)
    assert "Your new password is saved." in done.text
    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert can_sign_in(user.email, NEW)
    assert signed_in_elsewhere.get("/desk/")["Location"].startswith(reverse("account_login"))


def test_it_is_in_the_journal_of_each_store_and_told_once(user: User, post: Post, deliver: Deliver):
    Staff.objects.create(store=a_store(), user=user, role="support", joined_at=timezone.now())
    ask(user.email)
    deliver()
    Client().post(the_link(post), {"password": NEW})
    deliver()
    entries = Entry.objects.filter(name="signin.changed")
    assert {(one.store_id, one.data["change"], one.actor_id) for one in entries} == {
        (place.store_id, "password_changed", user.pk) for place in Staff.objects.filter(user=user)
    }
    assert [mail["Subject"] for mail in post.read()] == ["Choose a new password", "Your password was changed"]


def test_a_stranger_cannot_tell_who_signs_in_here(user: User, post: Post, deliver: Deliver, monkeypatch):
    """One answer, one row, no look at the people, and nothing on the wire, whether or not somebody has the address."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the request spoke to somebody"))
    known, unknown = ask(user.email), ask("nobody@florist.example")
    assert (known.status_code, known["Location"], known.content) == (
        unknown.status_code, unknown["Location"], unknown.content,
    )  # fmt: skip
    rows = Message.objects.filter(kind="password_reset").values(
        "to", "state", "language", "facts", "store_id"
    )
    assert rows[0] == rows[1]
    monkeypatch.undo()
    deliver()
    assert post.recipients == [user.email]


def test_asking_never_looks_whether_there_is_such_a_person(user: User):
    """The statements are the same, and none reads people: there is nothing to measure."""
    statements = []
    for email in (user.email, "nobody@florist.example"):
        with CaptureQueriesContext(connection) as captured:
            ask(email)
        said = [one["sql"].replace(email, "") for one in captured]
        # How often was asked is counted by the address, whoever has it (test_limits.py).
        statements.append([one for one in said if "SAVEPOINT" not in one and "rate_limit" not in one])
    assert statements[0] == statements[1]
    (only,) = statements[0]
    assert "INSERT INTO message" in only.replace('"', "")


def test_a_mail_server_that_hangs_stops_nobody(user: User, post: Post):
    post.answer = lambda _command, _about: pytest.fail("somebody waited for the mail server")
    assert ask(user.email).status_code == 302
    assert post.connections == 0


def test_no_row_ever_holds_a_working_link(user: User, post: Post, deliver: Deliver):
    ask(user.email)
    before = Message.objects.get()
    deliver()
    link = the_link(post)
    after = Message.objects.get()
    assert MARKER in after.text
    token = link.rstrip("/").rsplit("/", 1)[-1]
    for row in (before, after):
        assert token not in repr(row.__dict__)
        assert not row.facts


def test_a_link_works_once_and_for_an_hour(
    user: User, post: Post, deliver: Deliver, clock: time_machine.Traveller
):
    ask(user.email)
    deliver()
    link = the_link(post)
    clock.shift(timedelta(minutes=59))
    assert Client().get(link).status_code == 200
    assert Client().post(link, {"password": NEW}).status_code == 302
    assert Client().post(link, {"password": "another one again"}).status_code == 410
    assert can_sign_in(user.email, NEW)


def test_a_link_that_nobody_used_is_over_after_an_hour(
    user: User, post: Post, deliver: Deliver, clock: time_machine.Traveller
):
    ask(user.email)
    deliver()
    link = the_link(post)
    clock.shift(timedelta(minutes=61))
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"password": NEW}).status_code == 410
    assert not can_sign_in(user.email, NEW)


@pytest.mark.parametrize("change", ["address", "closed", "password"])
def test_a_link_ends_with_what_it_was_made_of(user: User, post: Post, deliver: Deliver, change: str):
    ask(user.email)
    deliver()
    if change == "password":
        user.set_password("chosen meanwhile")
        user.save()
    elif change == "address":
        User.objects.filter(pk=user.pk).update(email="elsewhere@florist.example")
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(the_link(post)).status_code == 410


@pytest.mark.parametrize("token", ["x", "1-x", "-", "zzzzzzzzzzzzz-a-b", "0-a-b", "é-1", "1-" + "9" * 300])
def test_what_is_no_link_is_answered_in_words(token: str):
    page = Client().get(reverse("account_new_password", args=[token]))
    assert page.status_code == 410
    assert "can no longer be used" in page.text


def test_whose_sign_in_is_closed_gets_no_link(user: User, post: Post, deliver: Deliver):
    User.objects.filter(pk=user.pk).update(is_active=False)
    ask(user.email)
    deliver()
    assert post.mails == []


def test_addresses_are_not_kept(user: User, post: Post, deliver: Deliver, clock: time_machine.Traveller):
    """Those of strangers neither: anybody can type one."""
    store = a_store()
    invite_staff(actor=an_actor(store), email="jo@example.com", role="support", now=timezone.now())
    ask(user.email)
    ask("nobody@florist.example")
    deliver()
    clean_up(timezone.now())
    assert Message.objects.count() == 3
    clock.shift(timedelta(days=1, seconds=1))
    ask(user.email)
    clean_up(timezone.now())
    left = Message.objects.order_by("pk").values_list("kind", "state")
    assert list(left) == [("invitation", "handed_over"), ("password_reset", "queued")]


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Choose a new password"),
        ("de", "Ein neues Passwort wählen"),
        ("es", "Elige una contraseña nueva"),
    ],
)
def test_the_mail_speaks_as_the_page_did(
    user: User, post: Post, deliver: Deliver, language: str, subject: str
):
    ask(user.email, **{"accept-language": language})
    deliver()
    (mail,) = post.read()
    assert mail["Subject"] == subject
    assert mail.get_body(("html",)) is not None


def test_changing_it_while_signed_in_is_recorded_and_told(user: User, post: Post, deliver: Deliver):
    browser = Client()
    browser.force_login(user)
    data = {"oldpassword": "correct horse battery", "password1": NEW, "password2": NEW}
    browser.post(reverse("account_change_password"), data)
    assert browser.get("/desk/").status_code == 302
    assert can_sign_in(user.email, NEW)
    deliver()
    assert [mail["Subject"] for mail in post.read()] == ["Your password was changed"]
    assert Entry.objects.get(name="signin.changed").data["change"] == "password_changed"


def test_asking_too_often_is_answered_alike_for_known_and_unknown(user: User, post: Post, deliver: Deliver):
    known = [ask(user.email).status_code for _ in range(7)]
    cache.clear()
    assert known == [ask("nobody@florist.example").status_code for _ in range(7)]
    deliver()
    assert len(post.mails) < 7
