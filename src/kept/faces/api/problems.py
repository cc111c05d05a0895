"""Every answer that is not a yes: problem details (RFC 9457), one shape for all of them."""

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

from kept.faces.api.rate_limits import TooManyRequests, count_wrong_key
from kept.kit.refusals import Invalid, Refusal

log = logging.getLogger("kept.api")

# The field that a refusal names by the trade's own word, and where it stands in what was sent: of orders, of others.
IN_ORDERS = {
    "address.street_address": "fulfillment.destination.street_address",
    "address.city_area": "fulfillment.destination.extended_address",
    "address.city": "fulfillment.destination.address_locality",
    "address.country_area": "fulfillment.destination.address_region",
    "address.country_code": "fulfillment.destination.address_country",
    "address.postal_code": "fulfillment.destination.postal_code",
    "name": "buyer.name",
    "email": "buyer.email",
    "phone": "buyer.phone_number",
    "lines": "line_items",
    "fulfilment_method": "fulfillment.method",
    "instructions": "fulfillment.instructions",
}
ELSEWHERE = {
    "phone": "phone_number",
    "fulfilment_tax_rate": "fulfillment_tax_rate",
    "questions": "option_groups",
    "merged_id": "merged",
}


class Unknown(Refusal):
    """No address of the API."""

    status = 404
    code = "not_found"
    sentence = _("There is nothing here that you can reach.")


class NoKey(Refusal):
    """No key, an unknown one, or one that was revoked: all look the same."""

    status = 401
    code = "no_key"
    sentence = _("Send a valid API key: “Authorization: Bearer kept_…”.")


class WrongMethod(Refusal):
    """The address knows other methods. `facts["allowed"]`."""

    status = 405
    code = "wrong_method"
    sentence = _("This address does not accept that method.")


class DoesNotFit(Refusal):
    """What was sent does not have the documented shape. `facts["fields"]`: where, and what is wrong there."""

    status = 422
    code = "does_not_fit"
    sentence = _("What you sent does not have the documented shape.")


class OurFault(Refusal):
    """Something broke that should not. Nothing was changed."""

    status = 500
    code = "our_fault"
    sentence = _("Something went wrong on our side, and nothing was changed.")


class Busy(Refusal):
    """The database did not answer in time. Nothing was changed."""

    status = 503
    code = "busy"
    sentence = _("There is a lot going on at this moment, and nothing was changed. Please try again.")


def refused(
    refusal: Refusal, *, more: Mapping[str, Any] | None = None, places: Mapping[str, str] = IN_ORDERS
) -> HttpResponse:
    """The problem that a refusal is, with what its status obliges a server to say."""
    facts = {**refusal.facts, **(more or {})}
    if isinstance(refusal, Invalid):
        facts = _placed(facts, str(refusal), places)
    body = {
        "type": f"{settings.ENVIRONMENT.public_url}/api/v1/docs#{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": str(refusal),
        "code": refusal.code,
        "facts": facts,
    }
    response = HttpResponse(
        json.dumps(body, default=_plain), status=refusal.status, content_type="application/problem+json"
    )
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Kept"'
    if refusal.status in (429, 503):
        response["Retry-After"] = str(getattr(refusal, "retry_after", 1))
    return response


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """The problem for anything that an operation raised."""
    match error:
        case Refusal():
            of_orders = request.path.startswith(("/api/v1/orders", "/api/v1/quotes"))
            # Cancelling names lines by their ids and asks for none.
            asks_lines = of_orders and not request.path.endswith("/cancellation")
            return refused(error, places=IN_ORDERS if asks_lines else ELSEWHERE)
        case AuthenticationError():
            return _unknown(request)
        case ValidationError():
            return refused(DoesNotFit(fields=_fields(error)))
        case OperationalError():
            log.warning("database", exc_info=error)
            return refused(Busy())
        case _:
            log.error("%s %s", request.method, request.path, exc_info=error)
            return refused(OurFault())


def _unknown(request: HttpRequest) -> HttpResponse:
    try:
        count_wrong_key(request)
    except TooManyRequests as refusal:
        return refused(refusal)
    return refused(NoKey())


def _fields(error: ValidationError) -> dict[str, str]:
    """Where, as in `line_items.0.quantity`, and what is wrong there; never what was sent."""
    fields: dict[str, str] = {}
    for found in error.errors[:50]:
        source, *rest = [str(part) for part in found["loc"]]
        place = ".".join(rest[1:] if source == "body" else rest) or source
        fields[place] = str(found["msg"])
    return fields


def _placed(facts: dict[str, Any], sentence: str, places: Mapping[str, str]) -> dict[str, Any]:
    if "field" in facts:
        facts["fields"] = {facts.pop("field"): sentence}
    if isinstance(facts.get("fields"), dict):
        facts["fields"] = {places.get(name, name): said for name, said in facts["fields"].items()}
    return facts


def _plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value).__name__)
