"""Problem details (RFC 9457): the one shape of every response that is not a success."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError, ValidationError

from kept.faces.api.operations import operation_of
from kept.faces.api.rate_limits import TooManyRequests, count_wrong_key
from kept.kit.refusals import Invalid, Refusal

log = logging.getLogger("kept.api")


class UnknownPath(Refusal):
    """No address of the API."""

    status = 404
    code = "not_found"
    sentence = _("There is nothing here that you can reach.")


class Unauthorized(Refusal):
    """No key, an unknown one, or one that was revoked: all look the same."""

    status = 401
    code = "unauthorized"
    sentence = _("Send a valid API key: “Authorization: Bearer kept_…”.")


class MethodNotAllowed(Refusal):
    """The address knows other methods. `facts["allowed"]`."""

    status = 405
    code = "method_not_allowed"
    sentence = _("This address does not accept that method.")


class InvalidRequest(Refusal):
    """The request does not have the documented shape. `facts["fields"]`: where, and what is wrong there."""

    status = 422
    code = "invalid_request"
    sentence = _("What you sent does not have the documented shape.")


class InternalError(Refusal):
    """Something broke that should not. Nothing was changed."""

    status = 500
    code = "internal_error"
    sentence = _("Something went wrong on our side, and nothing was changed.")


class Busy(Refusal):
    """The database did not answer in time. Nothing was changed."""

    status = 503
    code = "busy"
    sentence = _("There is a lot going on at this moment, and nothing was changed. Please try again.")


def problem_response(
    refusal: Refusal, *, more: Mapping[str, Any] | None = None, caller_names: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return the problem that a refusal is, with the headers that its status asks for.

    `caller_names`: the names that an action has for fields → the names that callers know.
    """
    facts = {**refusal.facts, **(more or {})}
    if isinstance(refusal, Invalid):
        facts = _with_fields(facts, str(refusal), caller_names or {})
    body = {
        "type": f"{settings.ENVIRONMENT.public_url}/api/v1/docs#{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": str(refusal),
        "code": refusal.code,
        "facts": facts,
    }
    response = HttpResponse(
        json.dumps(body, default=_to_plain), status=refusal.status, content_type="application/problem+json"
    )
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Kept"'
    if refusal.status in (429, 503):
        response["Retry-After"] = str(getattr(refusal, "retry_after", 1))
    return response


def error_response(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the problem for anything that an operation raised."""
    match error:
        case Refusal():
            operation = operation_of(request)
            return problem_response(error, caller_names=operation.caller_names if operation else None)
        case AuthenticationError():
            return _unauthorized(request)
        case ValidationError():
            return problem_response(InvalidRequest(fields=_fields(error)))
        case OperationalError():
            log.warning("database", exc_info=error)
            return problem_response(Busy())
        case _:
            log.error("%s %s", request.method, request.path, exc_info=error)
            return problem_response(InternalError())


def _unauthorized(request: HttpRequest) -> HttpResponse:
    try:
        count_wrong_key(request)
    except TooManyRequests as refusal:
        return problem_response(refusal)
    return problem_response(Unauthorized())


def _fields(error: ValidationError) -> dict[str, str]:
    """Return where, as in `line_items.0.quantity` → what is wrong there; never what was sent."""
    fields: dict[str, str] = {}
    for mistake in error.errors[:50]:
        source, *rest = [str(part) for part in mistake["loc"]]
        name = ".".join(rest[1:] if source == "body" else rest) or source
        fields[name] = str(mistake["msg"])
    return fields


def _with_fields(facts: dict[str, Any], sentence: str, caller_names: Mapping[str, str]) -> dict[str, Any]:
    if "field" in facts:
        facts["fields"] = {facts.pop("field"): sentence}
    if isinstance(facts.get("fields"), dict):
        facts["fields"] = {caller_names.get(name, name): why for name, why in facts["fields"].items()}
    return facts


def _to_plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value).__name__)
