"""The second factor (B5): every page, mail and refusal about it speaks as the desk does."""

from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from kept.stores.models import User
from tests.rig.factory import a_person, a_store

pytestmark = [pytest.mark.django_db, pytest.mark.real_passwords]
PASSWORD = "correct horse battery"
THEIRS = Path(allauth.__file__).parent / "templates"
# No words of their own, or no way leads there: nobody signs up, and no browser is trusted.
WITHOUT_WORDS = {
    "mfa/base_entrance.html", "mfa/base_manage.html", "mfa/totp/base.html", "mfa/recovery_codes/download.txt",
    "mfa/webauthn/snippets/login_script.html", "mfa/webauthn/signup_form.html", "mfa/trust.html",
}  # fmt: skip
ALLAUTHS_OWN = (
    "Authenticator", "Two-Factor", "two-factor", "Deactivate", "Activate", "Generate", "Security Key",
    "Passwordless", "Master key", "functionality", "reauthenticate", "Are you sure", "Incorrect",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_limits_left_from_before():
    cache.clear()


@pytest.fixture
def mia_herself() -> User:
    return a_person(a_store())[0]


@pytest.fixture
def own(client: Client, mia_herself: User) -> Client:
    """Her browser, in which she has just said that it is she."""
    client.post(reverse("account_login"), {"login": mia_herself.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def with_everything(user: User) -> Authenticator:
    """Codes from an app, recovery codes, and a key; returns the key."""
    totp.TOTP.activate(user, totp.generate_totp_secret())
    RecoveryCodes.activate(user)
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "Blue key", "credential": {}}
    )


def own_words(page: str) -> list[str]:
    """Return which of allauth's own sentences a reader of the page sees; names in the markup do not count."""
    from lxml import html

    tree = html.fromstring(page)
    for unread in tree.xpath("//script | //style | //svg"):
        unread.drop_tree()
    return [one for one in ALLAUTHS_OWN if one in tree.text_content()]


def test_no_page_mail_or_notice_is_left_in_allauths_words():
    """Also of a newer version of it: what comes new is found here."""
    every = {str(path.relative_to(THEIRS)) for path in THEIRS.glob("mfa/**/*") if path.is_file()}
    assert every > WITHOUT_WORDS
    untranslated = [
        name for name in every - WITHOUT_WORDS if Path(get_template(name).origin.name).is_relative_to(THEIRS)
    ]
    assert sorted(untranslated) == []


def test_every_page_says_it_plainly(own: Client, mia_herself: User, monkeypatch: pytest.MonkeyPatch):
    # What a browser is asked to sign needs a real key, which this test has not.
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.begin_authentication", lambda _user: {})
    monkeypatch.setattr(
        "allauth.mfa.webauthn.internal.auth.begin_registration", lambda _user, _passwordless: {}
    )
    for name in ("mfa_add_webauthn", "mfa_list_webauthn", "mfa_activate_totp"):
        page = own.get(reverse(name))
        assert page.status_code == 200, name
        assert own_words(page.text) == []
        assert "placeholder=" not in page.text
    key = with_everything(mia_herself)
    for name, words in (
        ("mfa_list_webauthn", "Not used yet."),
        ("mfa_add_webauthn", "Sign in with it alone, without the password"),
        ("mfa_edit_webauthn", "Name for it"),
        ("mfa_remove_webauthn", "Remove “Blue key”"),
        ("mfa_view_recovery_codes", "10 of 10 are left."),
        ("mfa_generate_recovery_codes", "Your current codes stop working."),
        ("mfa_deactivate_totp", "Switch off the codes from the app"),
        ("mfa_reauthenticate", "The code"),
        ("mfa_reauthenticate_webauthn", "Use a passkey"),
    ):
        one = {"pk": key.pk} if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else {}
        page = own.get(reverse(name, kwargs=one))
        assert page.status_code == 200, name
        assert own_words(page.text) == [], name
        assert words in page.text, name
        assert "plain-sheet" in page.text
        assert "style=" not in page.text


def test_the_recovery_codes_stand_there_one_to_a_line(own: Client, mia_herself: User):
    with_everything(mia_herself)
    codes = RecoveryCodes.activate(mia_herself).get_unused_codes()
    page = own.get(reverse("mfa_view_recovery_codes")).text
    assert "\n".join(codes) in page
    assert own.get(reverse("mfa_download_recovery_codes")).text.split() == codes


@pytest.mark.django_db(transaction=True)
def test_what_is_done_works_and_is_told(own: Client, mia_herself: User):
    """A key is renamed and removed, codes are made anew, the app is switched off: said on the page and by mail."""
    key = with_everything(mia_herself)
    own.post(reverse("mfa_edit_webauthn", kwargs={"pk": key.pk}), {"name": "Red key"})
    key.refresh_from_db()
    assert key.wrap().name == "Red key"
    before = RecoveryCodes.activate(mia_herself).get_unused_codes()
    pages = []
    for name, one in (
        ("mfa_remove_webauthn", {"pk": key.pk}), ("mfa_generate_recovery_codes", {}), ("mfa_deactivate_totp", {}),
    ):  # fmt: skip
        own.post(reverse(name, kwargs=one))
        pages.append(own.get(reverse("mfa_index")).text)
    assert not Authenticator.objects.filter(user=mia_herself, type__in=("webauthn", "totp")).exists()
    assert RecoveryCodes.activate(mia_herself).get_unused_codes() != before
    for page, words in zip(
        pages,
        (
            "The passkey is removed.",
            "These are your new recovery codes.",
            "Signing in asks for no code any more.",
        ),
        strict=True,
    ):
        assert words in page
        assert own_words(page) == []
    subjects = [sent.subject for sent in mail.outbox]
    assert subjects == ["A passkey was removed", "New recovery codes", "Signing in asks for no code any more"]
    for sent in mail.outbox:
        assert not [one for one in ALLAUTHS_OWN if one in sent.body]
        assert "If it was not you, choose a new password at once" in sent.body


def test_a_wrong_code_is_refused_in_plain_words(own: Client):
    refused = own.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "That code is not correct." in refused.text
    assert own_words(refused.text) == []
