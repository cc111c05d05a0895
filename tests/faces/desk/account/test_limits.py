"""Guesses at the sign-in are limited for good, and nobody is locked out by somebody else (B5)."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kept.accounts.tokens import reset_token
from kept.faces.desk.account import devices, limits
from kept.kit import rate_limits
from kept.stores.models import User
from tests.rig.factory import a_person, a_store

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
THEIRS, OWN = "203.0.113.7", "198.51.100.9"
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS


@pytest.fixture
def owner() -> User:
    return a_person(a_store())[0]


def sign_in(client: Client, email: str, password: str = PASSWORD, address: str = THEIRS) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address)


def sign_out(client: Client) -> None:
    """As people do: the browser keeps what is not of the session."""
    client.post(reverse("account_logout"))


def guesses(email: str, times: int, addresses: Iterator[str] | None = None) -> list[Any]:
    return [
        sign_in(Client(), email, f"guess {number}", next(addresses) if addresses else THEIRS)
        for number in range(times)
    ]


def everywhere() -> Iterator[str]:
    return (f"192.0.2.{number}" for number in range(1, 255))


def gets_in(answer: Any) -> bool:
    return answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith("/desk/")


def forget_what_processes_remember() -> None:
    """As a restart does."""
    cache.clear()
    rate_limits.shared_rate_limiter().forget()


def test_five_wrong_passwords_lock_the_address_that_sent_them_and_no_other(owner: User):
    assert [answer.status_code for answer in guesses(owner.email, 6)] == [200] * 5 + [TOO_MANY]
    assert sign_in(Client(), owner.email).status_code == TOO_MANY, "the right one came through the lock"
    assert gets_in(sign_in(Client(), owner.email, address=OWN))


def test_a_lock_says_how_long_it_lasts_and_lasts_no_longer(owner: User, clock: Any):
    wait = int(guesses(owner.email, 6)[-1]["Retry-After"])
    assert 0 < wait <= 60
    clock.shift(timedelta(seconds=wait - 1))
    assert sign_in(Client(), owner.email).status_code == TOO_MANY
    clock.shift(timedelta(seconds=1))
    assert gets_in(sign_in(Client(), owner.email))


def test_a_restart_forgets_no_lock(owner: User):
    guesses(owner.email, 5)
    forget_what_processes_remember()
    assert sign_in(Client(), owner.email).status_code == TOO_MANY


def test_400_requests_of_others_clear_no_lock(owner: User):
    guesses(owner.email, 5)
    for number in range(400):
        sign_in(
            Client(),
            f"somebody{number}@florist.example",
            "guess",
            address=f"10.0.{number // 200}.{number % 200}",
        )
    assert sign_in(Client(), owner.email).status_code == TOO_MANY


def test_one_network_of_ipv6_is_one_address(owner: User):
    network = (f"2001:db8:1:2::{number:x}" for number in range(1, 9))
    assert guesses(owner.email, 6, network)[-1].status_code == TOO_MANY
    assert sign_in(Client(), owner.email, address="2001:db8:1:3::1").status_code == HTTPStatus.FOUND


def test_from_many_addresses_an_account_is_slowed_down_more_and_more_and_never_locked(
    owner: User, clock: Any
):
    waits, addresses = [], everywhere()
    for _ in range(150):
        answer = sign_in(Client(), owner.email, "a guess", next(addresses))
        if answer.status_code == TOO_MANY:
            waits.append(int(answer["Retry-After"]))
            clock.shift(timedelta(seconds=waits[-1]))
    assert waits[0] == 10
    assert waits == sorted(waits), "the waits do not grow"
    assert waits[-1] == 60
    clock.shift(timedelta(seconds=60))
    assert gets_in(sign_in(Client(), owner.email, address=OWN)), "waiting as long as was said is not enough"


def test_one_address_cannot_try_one_password_on_everybody():
    answers = [
        sign_in(Client(), f"somebody{number}@florist.example", "guess").status_code for number in range(40)
    ]
    assert answers == [200] * 30 + [TOO_MANY] * 10


def test_the_owners_own_device_gets_in_during_an_attack(owner: User):
    own = Client()
    assert gets_in(sign_in(own, owner.email, address=OWN))
    sign_out(own)
    guesses(owner.email, 60, everywhere())
    assert sign_in(Client(), owner.email, address=OWN).status_code == TOO_MANY, "there is no attack"
    assert gets_in(sign_in(own, owner.email, address=THEIRS))


def test_a_device_has_a_limit_of_its_own(owner: User):
    own = Client()
    sign_in(own, owner.email, address=OWN)
    sign_out(own)
    answers = [sign_in(own, owner.email, f"guess {number}").status_code for number in range(11)]
    assert answers == [200] * 10 + [TOO_MANY]
    assert gets_in(sign_in(Client(), owner.email)), "what a device does touches nobody else"


def test_a_device_is_forgotten_with_the_password_and_that_on_which_it_was_changed_is_not(owner: User):
    lost, own = Client(), Client()
    for client in (lost, own):
        sign_in(client, owner.email, address=OWN)
    changed = own.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "a quite new one", "password2": "a quite new one"},
    )
    assert changed.status_code == HTTPStatus.FOUND
    guesses(owner.email, 60, everywhere())
    for client, way_in in ((lost, False), (own, True)):
        sign_out(client)
        assert gets_in(sign_in(client, owner.email, "a quite new one")) is way_in


def test_a_new_password_by_mail_makes_the_device_known(owner: User):
    own = Client()
    link = reverse("account_new_password", args=[reset_token(owner)])
    own.post(link, {"password": "a quite new one"}, REMOTE_ADDR=OWN)
    guesses(owner.email, 60, everywhere())
    assert gets_in(sign_in(own, owner.email, "a quite new one"))


def test_the_cookie_of_a_device_lasts_and_no_script_reads_it(owner: User):
    client = Client()
    cookie = sign_in(client, owner.email).cookies[devices.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] > 300 * 24 * 3600


@pytest.mark.parametrize(
    "forged",
    ["", "x", '{"id": "a", "of": {"1": ""}}', signing.dumps({"id": "a", "of": {"1": ""}})],
    ids=["none", "nonsense", "unsigned", "signed for something else"],
)
def test_a_cookie_that_kept_did_not_sign_is_nobodys_device(owner: User, forged: str):
    client = Client()
    client.cookies[devices.COOKIE] = forged
    for _ in range(5):
        sign_in(client, owner.email, "guess")
    assert sign_in(client, owner.email).status_code == TOO_MANY


def test_a_device_is_known_for_its_own_people_only(owner: User):
    other = a_person(a_store())[0]
    client = Client()
    sign_in(client, other.email, address=OWN)
    sign_out(client)
    for _ in range(5):
        sign_in(client, owner.email, "guess")
    assert sign_in(client, owner.email).status_code == TOO_MANY


def test_people_who_share_a_device_are_all_known_there(owner: User):
    other = a_person(a_store())[0]
    till = Client()
    for user in (owner, other):
        sign_in(till, user.email, address=OWN)
        sign_out(till)
    for user in (owner, other):
        guesses(user.email, 60, everywhere())
        assert gets_in(sign_in(till, user.email))
        sign_out(till)


def test_unknown_and_known_accounts_answer_alike(owner: User, clock: Any):
    def answers(email: str) -> list[tuple[int, str | None]]:
        found = [*guesses(email, 8), *guesses(email, 80, everywhere())]
        return [(answer.status_code, answer.get("Retry-After")) for answer in found]

    known = answers(owner.email)
    clock.shift(timedelta(days=1))
    assert answers("nobody@florist.example") == known


@pytest.mark.parametrize("written", ["{}", " {} "])
def test_another_way_of_writing_an_address_is_the_same_account(owner: User, written: str):
    guesses(owner.email, 5)
    assert sign_in(Client(), written.format(owner.email.upper())).status_code == TOO_MANY


# The second factor


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def at_the_code(user: User, address: str) -> Client:
    """Somebody who has the password."""
    client = Client(REMOTE_ADDR=address)
    assert sign_in(client, user.email, address=address)["Location"] == reverse("mfa_authenticate")
    return client


def type_code(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_codes_are_limited_for_good_too(owner: User):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(owner, secret)
    thief = at_the_code(owner, THEIRS)
    assert [type_code(thief, "00000").status_code for _ in range(5)] == [200] * 5
    forget_what_processes_remember()
    assert type_code(at_the_code(owner, THEIRS), code_of(secret)).status_code == TOO_MANY
    assert gets_in(type_code(at_the_code(owner, OWN), code_of(secret)))


def test_a_code_works_once_in_all_processes_together(owner: User):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(owner, secret)
    assert gets_in(type_code(at_the_code(owner, OWN), code_of(secret)))
    forget_what_processes_remember()  # as another process has never known it
    again = type_code(at_the_code(owner, THEIRS), code_of(secret))
    assert "That code is not correct" in again.text


# Pages


@pytest.mark.parametrize(
    ("name", "sent", "most"),
    [("account_reset_password", {"email": "nobody@florist.example"}, limits.MAILS.requests),
     ("account_reset_password", {"email": "no address"}, 5),
     ("mfa_login_webauthn", {"credential": "{}"}, 20),
     ("account_logout", {}, 60)],
)  # fmt: skip
def test_pages_of_the_sign_in_are_limited_for_good(name: str, sent: dict[str, str], most: int):
    statuses = []
    for _ in range(most + 1):
        statuses.append(Client().post(reverse(name), sent, REMOTE_ADDR=THEIRS).status_code)
        forget_what_processes_remember()
    assert TOO_MANY not in statuses[:most]
    assert statuses[most] == TOO_MANY


@pytest.mark.parametrize("name", ["account_change_password", "account_reauthenticate"])
def test_who_is_signed_in_guesses_the_password_a_few_times(owner: User, name: str):
    client = Client()
    client.force_login(owner)
    sent = {"oldpassword": "guess", "password": "guess", "password1": "x", "password2": "x"}
    statuses = [client.post(reverse(name), sent).status_code for _ in range(11)]
    assert statuses[0] == HTTPStatus.OK
    assert statuses[-1] == TOO_MANY


def test_invitations_are_not_guessed():
    statuses = [Client().post(f"/desk/join/guess{number}/").status_code for number in range(21)]
    assert statuses == [404] * 20 + [TOO_MANY]
