"""Sign-in (B5): by e-mail, nobody signs up alone, and nobody learns who else signs in here."""

import re
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kept.stores.models import User
from tests.rig.factory import a_person, a_store

pytestmark = [pytest.mark.django_db, pytest.mark.real_passwords]
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_limits_left_from_before():
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def test_sign_in_leads_to_the_desk_with_a_new_session(client: Client):
    user, _actor = a_person(a_store())
    client.get(reverse("account_login"))
    client.session["planted"] = "by somebody else"
    before = client.session.session_key
    response = sign_in(client, user.email.upper())
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"] == "/desk/"
    assert client.session.session_key != before


def test_sign_in_goes_where_the_person_was_going_but_never_elsewhere(client: Client):
    user, _actor = a_person(a_store())
    assert sign_in(client, user.email, next="/desk/x/board/")["Location"] == "/desk/x/board/"
    client.post(reverse("account_logout"))
    assert sign_in(client, user.email, next="https://evil.example/")["Location"] == "/desk/"


def test_wrong_password_and_unknown_person_get_the_same_answer(client: Client):
    user, _actor = a_person(a_store())
    wrong = sign_in(client, user.email, "not the password")
    unknown = sign_in(client, "nobody@florist.example", "not the password")
    assert wrong.status_code == unknown.status_code == HTTPStatus.OK
    assert alert_text(wrong) == alert_text(unknown) != ""


def test_nobody_signs_up(client: Client):
    page = client.post("/accounts/signup/", {"email": "me@evil.example", "password1": PASSWORD})
    assert page.status_code == HTTPStatus.NOT_FOUND
    assert "by invitation" in client.get(reverse("account_login")).text
    assert not User.objects.filter(email="me@evil.example").exists()


def test_whose_sign_in_is_closed_learns_no_more_than_a_stranger(client: Client):
    user, _actor = a_person(a_store())
    wrong = sign_in(client, user.email, "not the password")
    User.objects.filter(pk=user.pk).update(is_active=False)
    closed = sign_in(client, user.email)
    assert (closed.status_code, alert_text(closed)) == (wrong.status_code, alert_text(wrong))


def test_a_second_factor_is_asked_for_once_it_is_set_up(client: Client):
    from allauth.mfa.totp.internal import auth as totp

    user, _actor = a_person(a_store())
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    assert sign_in(client, user.email)["Location"] == reverse("mfa_authenticate")
    assert client.get("/desk/").status_code == HTTPStatus.FOUND
    assert "Type the code from your app" in client.get(reverse("mfa_authenticate")).text

    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/desk/"


def test_who_signs_in_reads_the_desks_own_words(client: Client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal import auth as totp

    entrance = client.get(reverse("account_login")).text
    assert re.search(r"<label[^>]*>E-mail", entrance)
    assert "placeholder=" not in entrance
    user, _actor = a_person(a_store())
    client.force_login(user)
    page = client.get(reverse("mfa_index")).text
    assert "Set it up" in page
    assert "Recovery codes" not in page  # there is nothing to recover from yet
    totp.TOTP.activate(user, totp.generate_totp_secret())
    RecoveryCodes.activate(user)
    page = client.get(reverse("mfa_index")).text
    assert "Switch it off" in page
    assert "10 of 10 are left" in page
    assert "Is it you?" in client.get(reverse("mfa_activate_totp"), follow=True).text


@pytest.mark.parametrize(
    "name",
    ["account_change_password", "account_email", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn",
     "mfa_add_webauthn", "account_logout"],
)  # fmt: skip
def test_every_page_about_oneself_stands_on_kepts_sheet(client: Client, name: str):
    user, _actor = a_person(a_store())
    sign_in(client, user.email)
    page = client.get(reverse(name), follow=True)
    assert page.status_code == HTTPStatus.OK
    assert "plain-sheet" in page.text
    assert "style=" not in page.text


def alert_text(response) -> str:
    form = response.context["form"]
    return str(form.non_field_errors()) + str(form.errors)
