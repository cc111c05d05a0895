"""Limits on how many requests a key may make, and how many wrong keys an address may send (RFC 6585's 429).

The headers are those of the HTTPAPI working group's draft (draft-ietf-httpapi-ratelimit-headers-11).
"""

from time import monotonic
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kept.faces.client_address import client_address
from kept.kit.rate_limits import RateLimit, RateLimitResult, shared_rate_limiter
from kept.kit.refusals import Refusal

SECONDS = 60
# A program that was set up wrongly tries again and again; a person who types a key tries a few times.
WRONG_KEYS = RateLimit("wrong-keys", 60, SECONDS)


class TooManyRequests(Refusal):
    """The allowance is used up. `facts`: `policy`, `requests` per `seconds`, and when to try again."""

    status = 429
    code = "too_many_requests"
    sentence = _("There were many requests in a short time. Try again in %(retry_after)s s.")

    def __init__(self, result: RateLimitResult) -> None:
        self.retry_after = result.seconds
        allowance = result.allowance
        super().__init__(
            policy=allowance.name,
            requests=allowance.requests,
            seconds=allowance.seconds,
            retry_after=result.seconds,
        )


def count_request(request: HttpRequest, key: str) -> None:
    """Take one from the key's allowance, before anybody looks the key up. Raises TooManyRequests."""
    if (most := settings.ENVIRONMENT.api_per_minute) is not None:
        _take(request, key, RateLimit("key", most, SECONDS))


def count_wrong_key(request: HttpRequest) -> None:
    """Take one from the address's allowance of wrong keys. Raises TooManyRequests.

    A right key is never refused for wrong ones that came from the same address: behind one proxy, many have one.
    """
    if settings.ENVIRONMENT.api_per_minute is not None:
        _take(request, client_address(request), WRONG_KEYS)


def add_rate_limit_headers(request: HttpRequest, response: HttpResponse) -> None:
    """Say on a response what is left of the allowance that was counted."""
    result: Any = getattr(request, "rate_limit_result", None)
    if result is None:
        return
    allowance = result.allowance
    response["RateLimit-Policy"] = f'"{allowance.name}";q={allowance.requests};w={allowance.seconds}'
    response["RateLimit"] = f'"{allowance.name}";r={result.requests};t={result.seconds}'


def _take(request: HttpRequest, counted_by: str, allowance: RateLimit) -> None:
    result = shared_rate_limiter().take(counted_by, allowance, now=monotonic())
    request.rate_limit_result = result  # type: ignore[attr-defined]
    if not result.granted:
        raise TooManyRequests(result)
