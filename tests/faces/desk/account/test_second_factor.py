"""The second factor (B5): every page, mail and refusal about it speaks as the desk does."""

from collections.abc import Callable
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

from kept.faces.desk.account import sign_in_urls
from kept.faces.desk.account.sign_in_urls import whole
from kept.journal.models import Entry
from kept.stores.models import User
from tests.rig.factory import a_person, a_store
from tests.rig.post import Post

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


def test_no_page_or_notice_is_left_in_allauths_words():
    """Also of a newer version of it: what comes new is found here."""
    every = {str(path.relative_to(THEIRS)) for path in THEIRS.glob("mfa/**/*") if path.is_file()}
    every = {name for name in every if not name.startswith("mfa/email/")}  # allauth sends none
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
def test_what_is_done_works_and_is_told(
    own: Client, mia_herself: User, post: Post, deliver: Callable[[], int]
):
    """A key is renamed and removed, codes are made anew, the app is switched off: said on the page and by mail."""
    key = with_everything(mia_herself)
    own.post(reverse("mfa_edit_webauthn", kwargs={"pk": key.pk}), {"name": "Red key"})
    key.refresh_from_db()
    assert key.wrap().name == "Red key"
    deliver()
    post.mails.clear()
    Entry.objects.all().delete()
    pages = []
    for name, one in (
        ("mfa_remove_webauthn", {"pk": key.pk}), ("mfa_generate_recovery_codes", {}), ("mfa_deactivate_totp", {}),
    ):  # fmt: skip
        own.post(reverse(name, kwargs=one))
        pages.append(own.get(reverse("mfa_index")).text)
    assert not Authenticator.objects.filter(user=mia_herself, type__in=("webauthn", "totp")).exists()
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
    assert post.mails == [], "nothing is sent while somebody waits for a page"
    deliver()
    subjects = [sent["Subject"] for sent in post.read()]
    assert subjects == ["A passkey was removed", "New recovery codes", "Signing in asks for no code any more"]
    for sent in post.read():
        text = " ".join(sent.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
        assert not [one for one in ALLAUTHS_OWN if one in text]
        assert "If it was not you, choose a new password at once" in text
    changes = ["key_removed", "recovery_codes_made", "app_removed"]
    assert [
        one.data["change"] for one in Entry.objects.filter(name="signin.changed").order_by("pk")
    ] == changes


def test_a_wrong_code_is_refused_in_plain_words(own: Client):
    refused = own.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "That code is not correct." in refused.text
    assert own_words(refused.text) == []


def test_a_page_that_changes_something_is_one_transaction(rf: RequestFactory, mia_herself: User, monkeypatch):
    """allauth writes a passkey, and then what follows from it, each by itself."""

    def view(_request: HttpRequest) -> HttpResponse:
        Authenticator.objects.create(
            user=mia_herself, type="webauthn", data={"name": "Red", "credential": {}}
        )
        return HttpResponse()

    monkeypatch.setattr("kept.accounts.steps.enqueue", lambda _rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        whole(view)(rf.post("/"))
    assert not Authenticator.objects.exists()


def test_every_page_that_changes_something_is_whole():
    changing = {
        "account_change_password", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes",
        "mfa_add_webauthn", "mfa_remove_webauthn",
    }  # fmt: skip
    wrapped = {one.name for one in sign_in_urls.urlpatterns if one.callback.__code__ is whole(len).__code__}
    assert wrapped == changing


@pytest.mark.parametrize("page", ["mfa_deactivate_totp", "mfa_generate_recovery_codes"])
@pytest.mark.django_db(transaction=True)
def test_a_change_that_cannot_be_recorded_is_none(
    own: Client, mia_herself: User, page: str, monkeypatch: pytest.MonkeyPatch
):
    """The factor, the journal and the message are one transaction: all of it or none."""
    with_everything(mia_herself)
    codes = RecoveryCodes.activate(mia_herself).get_unused_codes()
    monkeypatch.setattr("kept.accounts.steps.enqueue", lambda _rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        own.post(reverse(page))
    assert Authenticator.objects.filter(user=mia_herself).count() == 3
    assert (
        Authenticator.objects.get(user=mia_herself, type="recovery_codes").wrap().get_unused_codes() == codes
    )


def test_a_recovery_code_that_is_used_is_told(client: Client, mia_herself: User):
    with_everything(mia_herself)
    (code, *_more) = RecoveryCodes.activate(mia_herself).get_unused_codes()
    client.post(reverse("account_login"), {"login": mia_herself.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/desk/", follow=True).status_code == 200
    assert Entry.objects.order_by("pk").last().data["change"] == "recovery_code_used"  # type: ignore[union-attr]


def test_a_passkey_belongs_to_the_public_address(own: Client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = own.get(reverse("mfa_add_webauthn"), headers={"host": "evil.example"}, follow=True)
    assert page.status_code == 200
    assert "evil.example" not in page.text
    assert '"id": "localhost"' in page.text
