"""Limits on what is guessed at the sign-in: passwords, codes, links; and on what costs mail or work (B5).

Guesses are counted three ways. From one network address for one account, a few: that is the lock, and it locks nobody
else's address. From one address, for all accounts. And for one account from everywhere: there the wait between two
tries grows to a minute and no further, so that nobody is locked out for good. A device that has signed in before has a
limit of its own and is not touched by what others do. An address without an account is counted as one with.
"""

import unicodedata
from collections.abc import Callable, Sequence
from time import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kept.faces import error_pages
from kept.faces.client_address import client_address
from kept.faces.desk.account.devices import device_of, device_with
from kept.kit.rate_limits import RateLimit
from kept.kit.refusals import Refusal
from kept.kit.stored_rate_limits import Bucket, take_all
from kept.stores.models import User

HERE = RateLimit("guesses-here", 5, 300)
FROM_ADDRESS = RateLimit("guesses-from-address", 30, 300)
ON_DEVICE = RateLimit("guesses-on-device", 10, 300)
# After ten in a row one each 10 s, after sixty one each minute.
FOR_ACCOUNT = (RateLimit("guesses-for-account", 10, 100), RateLimit("guesses-for-account-hour", 60, 3600))
# Whoever gets to a code has the password already; a code is one of a million.
CODES_A_DAY = RateLimit("guesses-for-codes-day", 100, 86_400)
FOR_CODES = (*FOR_ACCOUNT, CODES_A_DAY)

BY_ADDRESS: dict[str, RateLimit] = {
    "account_login": RateLimit("sign-in", 60, 60),
    "account_reset_password": RateLimit("new-password", 20, 60),
    "account_new_password": RateLimit("new-password-link", 20, 60),
    "account_confirm_email": RateLimit("new-address-link", 20, 60),
    "mfa_login_webauthn": RateLimit("passkey", 20, 60),
    "desk:join": RateLimit("join", 20, 60),
}
BY_PERSON: dict[str, RateLimit] = {
    "account_change_password": RateLimit("change-password", 10, 600),
    "account_email": RateLimit("e-mail", 10, 600),
    "account_reauthenticate": RateLimit("say-again", 10, 60),
    "mfa_reauthenticate": RateLimit("say-again", 10, 60),
    "mfa_reauthenticate_webauthn": RateLimit("say-again", 10, 60),
}
ANYTHING_ELSE = RateLimit("sign-in-pages", 60, 60)
# A code of the app is good for half a minute; clocks are not alike.
USE = RateLimit("code-used", 1, 120)
MAILS = RateLimit("new-password-mails", 5, 300)
# A browser asks for the challenge of a passkey by GET, and each leaves a session.
_ALSO_GET = ("mfa_login_webauthn",)
_PAGES = ("account_", "mfa_", "desk:join")


class TooManyTries(Refusal):
    """The limit of something at the sign-in is used up."""

    status = 429
    code = "too_many_requests"
    sentence = _("There were many requests in a short time. Try again in %(retry_after)s s.")

    def __init__(self, seconds: int) -> None:
        self.retry_after = seconds
        super().__init__(retry_after=seconds)


class SignInLimits:
    """Middleware: the limits of whole pages of the sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Count what is sent to a page of the sign-in, and turn it away where it is too much."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not name.startswith(_PAGES) or (request.method != "POST" and name not in _ALSO_GET):
            return None
        taken = take_all(_page_buckets(request, name), now=time())
        return None if taken.granted else error_pages.too_many_requests(request, wait=taken.seconds)


def count_password(request: HttpRequest, email: str) -> list[Bucket]:
    """Count a try of a password, before it is looked at. Returns what to give back if it was right.

    Raises TooManyTries.
    """
    account = _fold(email)
    return _count_guess(request, f"account {account}", device_with(request, account), FOR_ACCOUNT)


def count_code(request: HttpRequest, user: User) -> list[Bucket]:
    """Count a try of a code of the second factor, as `count_password` does. Raises TooManyTries."""
    account = f"code {user.pk}"
    device = device_of(request, user)
    # A link in a mail makes a device known, too: whoever has the mailbox guesses no more codes than others.
    always = [Bucket(account, CODES_A_DAY)] if device else []
    return _count_guess(request, account, device, FOR_CODES, always=always)


def count_use(user: User, code: str) -> bool:
    """Count that a code of the app was used; False for one that was before, in whichever process."""
    digits = "".join(filter(str.isalnum, code))  # as allauth reads it: "123 456" is the same code
    return take_all([Bucket(f"{user.pk} {digits}", USE)], now=time()).granted


def _count_guess(
    request: HttpRequest,
    account: str,
    device: str,
    from_everywhere: Sequence[RateLimit],
    always: Sequence[Bucket] = (),
) -> list[Bucket]:
    address = client_address(request)
    buckets = (
        [Bucket(f"{device} {account}", ON_DEVICE), *always]
        if device
        else [
            Bucket(f"{address} {account}", HERE),
            Bucket(address, FROM_ADDRESS),
            *(Bucket(account, limit) for limit in from_everywhere),
        ]
    )
    taken = take_all(buckets, now=time())
    if not taken.granted:
        raise TooManyTries(taken.seconds)
    return buckets


def _page_buckets(request: HttpRequest, name: str) -> list[Bucket]:
    if name in BY_PERSON and request.user.is_authenticated:
        return [Bucket(f"person {request.user.pk}", BY_PERSON[name])]
    buckets = [Bucket(client_address(request), BY_ADDRESS.get(name, ANYTHING_ELSE))]
    if name == "account_reset_password":
        buckets.append(Bucket(_fold(request.POST.get("email", "")), MAILS))
    return buckets


def _fold(email: str) -> str:
    """Return the one way of writing an address that its other ways count as."""
    return unicodedata.normalize("NFKC", email).strip().casefold()
