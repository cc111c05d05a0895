"""Devices that have signed in before: a cookie that lasts, so that strangers' guesses lock nobody out of their own.

It opens nothing. Whoever has it still needs the password and the code, and has a limit of their own. It is signed,
bound to the accounts that have signed in there, and worth nothing for one whose password has changed since.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from kept.kit.tokens import new_token
from kept.stores.models import User

COOKIE = "kept_device"
_SALT = "kept.device"
# Browsers keep a cookie for 400 days at most (RFC 6265bis); each signing in begins them anew.
_LASTS_SECONDS = 400 * 24 * 3600
# A till that several people share.
_MOST_ACCOUNTS = 8


class RememberDevices:
    """Middleware: who signs in, or chooses a new password, is remembered by the browser that did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user: User | None = getattr(request, "kept_proven_user", None)
        if user is not None:
            _remember(request, response, user)
        return response


def note_proven_user(*, request: HttpRequest, user: User, **_signal: Any) -> None:
    """Note who has proven on this request that the account is theirs, for the middleware above."""
    request.kept_proven_user = user  # type: ignore[attr-defined]


# Of Django's and allauth's own ways in: password, code, passkey, invitation. A link from a mail: password.py.
for _signal in (user_logged_in, password_changed):
    _signal.connect(note_proven_user, dispatch_uid="kept.devices")


def device_of(request: HttpRequest, user: User) -> str:
    """Return the id of this device if the person has signed in on it before; "" otherwise."""
    cookie = _read(request)
    mark = cookie["of"].get(str(user.pk), "")
    return cookie["id"] if mark and constant_time_compare(mark, _mark(user)) else ""


def device_with(request: HttpRequest, email: str) -> str:
    """Return the id of this device if somebody with this e-mail address has signed in on it before; "" otherwise."""
    people = User.objects.filter(pk__in=_read(request)["of"])
    mine = next((user for user in people if user.email.casefold() == email), None)
    return device_of(request, mine) if mine else ""


def _remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Have the browser keep that this person has signed in here."""
    cookie = _read(request)
    others = {pk: mark for pk, mark in cookie["of"].items() if pk != str(user.pk)}
    accounts = {str(user.pk): _mark(user)} | others
    response.set_cookie(
        COOKIE,
        signing.dumps({"id": cookie["id"], "of": dict(list(accounts.items())[:_MOST_ACCOUNTS])}, salt=_SALT),
        max_age=_LASTS_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    """Return the cookie's device and accounts; those of a new device where there is none that we signed."""
    try:
        cookie: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_LASTS_SECONDS
        )
    except signing.BadSignature:
        return {"id": new_token(), "of": {}}
    return cookie


def _mark(user: User) -> str:
    """Return what changes with the password."""
    return salted_hmac(_SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:32]
