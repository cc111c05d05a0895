"""How many requests a key may make, and how many wrong keys an address may send (RFC 6585's 429).

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

    def __init__(self, left: RateLimitResult) -> None:
        self.left, self.retry_after = left, left.seconds
        allowed = left.allowance
        super().__init__(
            policy=allowed.name, requests=allowed.requests, seconds=allowed.seconds, retry_after=left.seconds
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


def tell(request: HttpRequest, response: HttpResponse) -> None:
    """Say on an answer what is left of the allowance that was counted."""
    left: Any = getattr(request, "kept_left", None)
    if left is None:
        return
    allowed = left.allowance
    response["RateLimit-Policy"] = f'"{allowed.name}";q={allowed.requests};w={allowed.seconds}'
    response["RateLimit"] = f'"{allowed.name}";r={left.requests};t={left.seconds}'


def _take(request: HttpRequest, who: str, allowance: RateLimit) -> None:
    left = shared_rate_limiter().take(who, allowance, now=monotonic())
    request.kept_left = left  # type: ignore[attr-defined]
    if not left.granted:
        raise TooManyRequests(left)
