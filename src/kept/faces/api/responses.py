"""Answers: plain values as JSON, a row's revision as ETag, and the conditions that name it."""

import json
import re
from collections.abc import Callable
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse

from kept.faces.api.problems import DoesNotFit

ETAG = r'^"[1-9][0-9]{0,9}(\.[0-9]{1,18}){0,2}"$'
IF_MATCH = r'^(\*|"[1-9][0-9]{0,9}(\.[0-9]{1,18}){0,2}")$'
_NAMED = re.compile(r'"([0-9]{1,10})(?:\.[0-9]{1,18}){0,2}"', re.ASCII)


class Revised(Protocol):
    """A row whose every change raises its revision: an order, the store, a product, a customer …"""

    @property
    def revision(self) -> int: ...


def reply(body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer. Header names are written with underscores."""
    return json_text_response(written(body), status, **headers)


# The text of an answer's body.
written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_text_response(text: str, status: int, **headers: str) -> HttpResponse:
    """An answer whose JSON is already written."""
    response = HttpResponse(text, status=status, content_type="application/json")
    if status == 204:
        del response["Content-Type"]
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def etag(row: Revised, *beside: int) -> str:
    """The row's revision, as `If-Match` names it.

    `beside`: revisions of what is shown with it and is not its own, such as a product's stock. A read minds
    all, a write the first alone: a sale does not stand in the way of a new price.
    """
    return f'"{".".join(map(str, (row.revision, *beside)))}"'


def seen(request: HttpRequest) -> int | None:
    """The revision that `If-Match` names; None when any will do. Raises DoesNotFit for no strong ETag."""
    named = request.headers.get("If-Match", "*").strip()
    if named == "*":
        return None
    known = _NAMED.fullmatch(named)
    if known is None:
        raise DoesNotFit(fields={"If-Match": 'write the ETag you were given, such as "3"'})
    return int(known[1])


def shown(request: HttpRequest, tag: str, body: Callable[[], Any]) -> HttpResponse:
    """What is read, with its ETag; 304 for a caller that already has it."""
    if unchanged(request, tag):
        response = HttpResponse(status=304)
        response["ETag"] = tag
        return response
    return reply(body(), ETag=tag)


def unchanged(request: HttpRequest, tag: str) -> bool:
    """Whether `If-None-Match` names what would be answered."""
    named = request.headers.get("If-None-Match", "")
    return named.strip() == "*" or tag in [part.strip().removeprefix("W/") for part in named.split(",")]
