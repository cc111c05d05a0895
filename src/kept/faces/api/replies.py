"""Answers: plain values as JSON, the order's revision as ETag, and the conditions that name it."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from kept.faces.api.problems import DoesNotFit
from kept.orders.models import Order
from kept.stores.models import Store

ETAG = r'^"[1-9][0-9]{0,9}"$'
IF_MATCH = r'^(\*|"[1-9][0-9]{0,9}")$'


def reply(body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer. Header names are written with underscores."""
    return as_json(json.dumps(body, ensure_ascii=False, separators=(",", ":")), status, **headers)


def as_json(text: str, status: int, **headers: str) -> HttpResponse:
    """An answer whose JSON is already written."""
    response = HttpResponse(text, status=status, content_type="application/json")
    if status == 204:
        del response["Content-Type"]
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def etag(row: Order | Store) -> str:
    """The row's revision, as `If-Match` names it."""
    return f'"{row.revision}"'


def seen(request: HttpRequest) -> int | None:
    """The revision that `If-Match` names; None when any will do. Raises DoesNotFit for no strong ETag."""
    named = request.headers.get("If-Match", "*").strip()
    if named == "*":
        return None
    number = named.strip('"')
    if named != f'"{number}"' or not number.isascii() or not number.isdigit() or len(number) > 10:
        raise DoesNotFit(fields={"If-Match": 'write the ETag you were given, such as "3"'})
    return int(number)


def unchanged(request: HttpRequest, tag: str) -> bool:
    """Whether `If-None-Match` names what would be answered."""
    named = request.headers.get("If-None-Match", "")
    return named.strip() == "*" or tag in [part.strip().removeprefix("W/") for part in named.split(",")]
