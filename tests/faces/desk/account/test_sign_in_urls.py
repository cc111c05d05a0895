"""Below /accounts/ stand the pages that Kept wants, and no other of allauth's (B5)."""

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.rig.factory import a_person, a_store
from tests.rig.routes import routes

pytestmark = pytest.mark.django_db

# Every address, and why it is there. Whoever adds one says here what for.
WANTED = {
    "login/": "sign in",
    "logout/": "sign out",
    "reauthenticate/": "say again that it is you, by password",
    "password/change/": "choose another password, knowing the one before",
    "password/reset/": "ask for a link to a new password",
    "password/reset/sent/": "where to look now",
    "password/new/<str:token>/": "choose a new password by the link",
    "address/": "ask to sign in with another address",
    "address/<str:token>/": "prove that address by the link",
    "2fa/": "one's second factors",
    "2fa/authenticate/": "the second step of signing in",
    "2fa/reauthenticate/": "say again that it is you, by a code",
    "2fa/totp/activate/": "codes from an app",
    "2fa/totp/deactivate/": "no codes any more",
    "2fa/recovery-codes/": "codes for a lost phone",
    "2fa/recovery-codes/generate/": "new ones",
    "2fa/recovery-codes/download/": "as a file",
    "2fa/webauthn/": "one's passkeys",
    "2fa/webauthn/add/": "another one",
    "2fa/webauthn/login/": "sign in by a passkey",
    "2fa/webauthn/reauthenticate/": "say again that it is you, by a passkey",
    "2fa/webauthn/keys/<int:pk>/remove/": "no longer this one",
    "2fa/webauthn/keys/<int:pk>/edit/": "its name",
}


def test_every_page_of_the_sign_in_is_one_that_somebody_wanted():
    below = {
        where.removeprefix("accounts/")
        for where, _route in routes(get_resolver())
        if where.startswith("accounts/")
    }
    assert below == set(WANTED)


@pytest.mark.parametrize(
    "page",
    ["email/", "signup/", "confirm-email/", "confirm-email/key/", "password/set/", "inactive/", "login/code/",
     "login/code/confirm/", "password/reset/key/1-set-password/", "password/reset/key/done/", "2fa/trust/",
     "social/connections/", "3rdparty/", "sessions/"],
)  # fmt: skip
def test_what_else_allauth_has_is_not_there(page: str):
    browser = Client()
    browser.force_login(a_person(a_store())[0])
    for asks in (browser.get, browser.post):
        assert asks(f"/accounts/{page}").status_code == 404
