"""The API as one object: every router, one kind of key, one shape of error."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from kept.faces.api import problems
from kept.faces.api.auth import Key, caller
from kept.faces.api.rate_limits import tell
from kept.faces.api.routers import ROUTERS

View = Callable[..., HttpResponse]


class ReadBefore(Parser):
    """The body was read, and held against the limits, when the key was checked."""

    def parse_body(self, request: HttpRequest) -> Any:
        """What `limits.read_json` made of it."""
        return caller(request).body


class Service(NinjaAPI):
    """django-ninja with Kept's own answers where it would give others."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Every error is a problem (RFC 9457)."""
        return problems.answer(request, exc)

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  (django-ninja's)
        """None: every operation makes its own answer, and none asks for one to write headers into."""
        return None  # type: ignore[return-value]

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`orders.place`: where the operation stands in the code."""
        view = operation.view_func
        return f"{view.__module__.rpartition('.')[2]}.{view.__name__}"

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()
        for pattern in found:
            if isinstance(pattern, URLPattern):
                pattern.callback = with_problems(pattern.callback)
        return found


def with_problems(view: View) -> View:
    """A wrong method is a problem too; and every answer says what is left of the caller's allowance."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = sorted(response["Allow"].split(", "))
            response = problems.refused(problems.WrongMethod(allowed=allowed))
            response["Allow"] = ", ".join(allowed)
        tell(request, response)
        return response

    return answered


def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that is none."""
    return problems.refused(problems.Unknown())


def _make() -> Service:
    made = Service(
        title="Kept",
        version="1.0.0",
        description="Place, read and keep orders. Amounts are integer minor units of the store's currency.",
        auth=Key(),
        parser=ReadBefore(),
        openapi_url=None,
        docs_url=None,
        urls_namespace="api-v1",
    )
    for tag, routers in ROUTERS.items():
        for router in routers:
            made.add_router("", router, tags=[tag])
    return made


service = _make()
"""The service with all its routers."""
