"""The API as one object: every router, one kind of key, one shape of error."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.parser import Parser

from kept.faces.api import problems
from kept.faces.api.auth import KeyAuth, caller_of
from kept.faces.api.rate_limits import add_rate_limit_headers
from kept.faces.api.routers import ROUTERS

View = Callable[..., HttpResponse]


class BodyReadBefore(Parser):
    """A parser of bodies that were read, and held against the limits, when the key was checked."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what `request_body.read_json` made of it."""
        return caller_of(request).body


class Service(NinjaAPI):
    """django-ninja with Kept's own answers where it would give others."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Return a problem (RFC 9457) for every error."""
        return problems.error_response(request, exc)

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  (django-ninja's)
        """Return None: every operation makes its own answer, and none asks for one to write headers into."""
        return None  # type: ignore[return-value]

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = with_problems(pattern.callback)
        return patterns


def with_problems(view: View) -> View:
    """Decorate a view: a wrong method is a problem too, and every response says what is left of the allowance."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = sorted(response["Allow"].split(", "))
            response = problems.problem_response(problems.MethodNotAllowed(allowed=allowed))
            response["Allow"] = ", ".join(allowed)
        add_rate_limit_headers(request, response)
        return response

    return wrapped


def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer for an address that is none."""
    return problems.problem_response(problems.UnknownPath())


def _build() -> Service:
    built = Service(
        title="Kept",
        version="1.0.0",
        description="Place, read and keep orders. Amounts are integer minor units of the store's currency.",
        auth=KeyAuth(),
        parser=BodyReadBefore(),
        openapi_url=None,
        docs_url=None,
        urls_namespace="api-v1",
    )
    for tag, routers in ROUTERS.items():
        for router in routers:
            built.add_router("", router, tags=[tag])
    return built


service = _build()
"""The service with all its routers."""
