"""JSON responses, a row's revision as ETag, and the conditions that name it."""

import json
import re
from collections.abc import Callable
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse

from kept.faces.api.problems import InvalidRequest

ETAG = r'^"[1-9][0-9]{0,9}(\.[0-9]{1,18}){0,2}"$'
IF_MATCH = r'^(\*|"[1-9][0-9]{0,9}(\.[0-9]{1,18}){0,2}")$'
_TAG = re.compile(r'"([0-9]{1,10})(?:\.[0-9]{1,18}){0,2}"', re.ASCII)


class Revised(Protocol):
    """A row whose every change raises its revision: an order, the store, a product, a customer …"""

    @property
    def revision(self) -> int: ...


def json_response(body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """Return a JSON response. Header names are written with underscores."""
    return json_text_response(to_json(body), status, **headers)


# The text of a response's body.
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_text_response(text: str, status: int, **headers: str) -> HttpResponse:
    """Return a response whose JSON is already written."""
    response = HttpResponse(text, status=status, content_type="application/json")
    if status == 204:
        del response["Content-Type"]
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def etag(row: Revised, *beside: int) -> str:
    """Return the row's revision, as `If-Match` names it.

    `beside`: revisions of what is shown with it and is not its own, such as a product's stock. A read minds
    all, a write the first alone: a sale does not stand in the way of a new price.
    """
    return f'"{".".join(map(str, (row.revision, *beside)))}"'


def if_match(request: HttpRequest) -> int | None:
    """Return the revision that `If-Match` names; None when any will do. Raises InvalidRequest for no strong ETag."""
    tag = request.headers.get("If-Match", "*").strip()
    if tag == "*":
        return None
    match = _TAG.fullmatch(tag)
    if match is None:
        raise InvalidRequest(fields={"If-Match": 'write the ETag you were given, such as "3"'})
    return int(match[1])


def conditional_response(request: HttpRequest, tag: str, body: Callable[[], Any]) -> HttpResponse:
    """Return what is read, with its ETag; 304 for a caller that already has it."""
    if is_unchanged(request, tag):
        response = HttpResponse(status=304)
        response["ETag"] = tag
        return response
    return json_response(body(), ETag=tag)


def is_unchanged(request: HttpRequest, tag: str) -> bool:
    """Tell whether `If-None-Match` names what would be answered."""
    tags = request.headers.get("If-None-Match", "")
    return tags.strip() == "*" or tag in [part.strip().removeprefix("W/") for part in tags.split(",")]
