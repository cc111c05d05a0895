"""The page of documentation, made from the OpenAPI document: nothing on it can be out of date.

English only, like the document: it is for those who write programs.
"""

import json
import re
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kept.faces.api.openapi import STATUSES, document
from kept.faces.api.rate_limits import WRONG_KEYS
from kept.faces.api.service import service
from kept.faces.api.values import Json
from kept.faces.api.worked_example import WORKED
from kept.kit.refusals import Refusal
from kept.stores.roles import SCOPES
from kept.webhooks.queries import event_names


def docs_page(request: HttpRequest) -> HttpResponse:
    """`GET /api/v1/docs`."""
    return render(request, "kept/api/docs.html", _context())


@lru_cache(maxsize=1)
def _context() -> Json:
    openapi = document(service)
    groups: dict[str, list[Json]] = {}
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(openapi, method, path, operation))
    return {
        "address": f"{settings.ENVIRONMENT.public_url}/api/v1",
        "per_minute": settings.ENVIRONMENT.api_per_minute,
        "wrong_keys": WRONG_KEYS.requests,
        "worked": WORKED,
        "groups": [{"name": name, "anchor": _anchor(name), "operations": of} for name, of in groups.items()],
        "statuses": [(status, _code(sentence)) for status, sentence in STATUSES.items()],
        "problems": _problems(),
        "scopes": [scope.value for scope in SCOPES],
        "events": event_names(),
        "shapes": [
            _shape(name, schema)
            for name, schema in sorted(openapi["components"]["schemas"].items())
            if schema.get("properties")
        ],
    }


def _operation(openapi: Json, method: str, path: str, operation: Json) -> Json:
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {})
    example = body.get("example")
    return {
        "method": method.upper(),
        "path": path,
        "anchor": _anchor(operation["operationId"]),
        "summary": operation["summary"],
        "says": _code(operation["description"].partition("\n\nScopes:")[0]),
        "scopes": operation["x-scopes"],
        "parameters": [_parameter(openapi, parameter) for parameter in operation["parameters"]],
        "body": _kind(body["schema"])
        if body
        else {"text": " or ".join(content), "link": ""}
        if content
        else None,
        "example": json.dumps(example, indent=2, ensure_ascii=False) if example is not None else "",
        "answers": [
            {"status": status, "kind": _answer_kind(answer)}
            for status, answer in operation["responses"].items()
            if status < "4"
        ],
        "refusals": sorted(status for status in operation["responses"] if status >= "4"),
    }


def _parameter(openapi: Json, parameter: Json) -> Json:
    if reference := parameter.get("$ref"):
        parameter = openapi["components"]["parameters"][reference.rpartition("/")[2]]
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "kind": _kind(parameter["schema"]),
        "says": _code(parameter.get("description", "")),
    }


def _shape(name: str, schema: Json) -> Json:
    required = schema.get("required", [])
    return {
        "name": name,
        "says": _code(schema.get("description", "")),
        "fields": [
            {
                "name": field,
                "kind": _kind(of),
                "says": _code(of.get("description", "")),
                "required": field in required,
            }
            for field, of in schema["properties"].items()
        ],
    }


def _answer_kind(answer: Json) -> Json | None:
    content = answer.get("content", {}).get("application/json")
    return _kind(content["schema"]) if content else None


def _kind(schema: Json) -> Json:
    """Return a schema in a few words: `text`, with a `link` where it is a shape of its own."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {"text": name, "link": name}
    if schema.get("type") == "array":
        inside = _kind(schema.get("items", {}))
        return {"text": f"list of {inside['text']}", "link": inside["link"]}
    if "enum" in schema:
        return {"text": " | ".join(str(value) for value in schema["enum"]), "link": ""}
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"]]
        links = [kind["link"] for kind in kinds if kind["link"]]
        return {"text": " or ".join(kind["text"] for kind in kinds), "link": links[0] if links else ""}
    return {"text": schema.get("format") or schema.get("type") or "anything", "link": ""}


def _problems() -> list[Json]:
    by_code: dict[str, Json] = {}
    queue: list[type[Refusal]] = [Refusal]
    while queue:
        kind = queue.pop()
        queue += kind.__subclasses__()
        if kind is not Refusal and kind.__module__.startswith("kept."):
            by_code.setdefault(
                kind.code, {"code": kind.code, "status": kind.status, "says": str(kind.sentence)}
            )
    return sorted(by_code.values(), key=lambda problem: (problem["status"], problem["code"]))


def _code(text: str) -> SafeString:
    """Mark `word` as code, and escape the rest."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S308 - escaped before


def _anchor(text: str) -> str:
    return text.lower().replace(" ", "-").replace(".", "-").replace("_", "-")
