"""Forgets what a request says of the proxies it came through (X-Forwarded-…) where nobody may say it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from kept.faces.client_address import is_trusted_proxy

_FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
)


class ForwardedHeaders:
    """Middleware, the first of all: Django and its libraries read only what configured proxies wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_trusted_proxy(str(request.META.get("REMOTE_ADDR", ""))):
            for name in _FORWARDED:
                request.META.pop(name, None)
        elif "," in request.META.get("HTTP_X_FORWARDED_PROTO", ""):
            # What the farthest of the trusted proxies wrote, not what the visitor sent before it.
            said = request.META["HTTP_X_FORWARDED_PROTO"].split(",")[-settings.ENVIRONMENT.trusted_proxies :]
            request.META["HTTP_X_FORWARDED_PROTO"] = said[0].strip()
        return self.get_response(request)
