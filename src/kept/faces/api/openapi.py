"""The OpenAPI 3.1 document: what django-ninja knows of the operations, and what all of them share."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from kept.faces.api.links import link
from kept.faces.api.operations import OPERATIONS, Operation, is_write
from kept.faces.api.responses import ETAG, IF_MATCH
from kept.faces.api.service import Service, service
from kept.faces.api.writing import KEY

Json = dict[str, Any]

SAYS = {
    "400": "The body is no JSON.",
    "401": "No valid API key.",
    "403": "The key lacks the scope of this operation.",
    "404": "Nothing there that this key can reach; unknown and another store's look the same.",
    "409": "It cannot be done as things stand; `code` and `facts` say why.",
    "412": "It has changed since the ETag that was named; `facts` say how it stands.",
    "413": "The body is larger than 1 MB; a picture: 12 MB.",
    "414": "The address is too long; the web server says so before Kept sees it.",
    "415": "The body is of another type than documented.",
    "422": "What was sent cannot be used; `facts.fields` says where.",
    "429": "The key made many requests, or the address sent many wrong keys; go on after `Retry-After` seconds.",
    "500": "Our fault. Nothing was changed.",
    "503": "Busy. Nothing was changed; try again after `Retry-After` seconds.",
}
PROBLEM: Json = {
    "type": "object",
    "title": "Problem",
    "description": "Why something was not done (RFC 9457): `detail` is for people, the rest for programs.",
    "required": ["type", "title", "status", "detail", "code", "facts"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "pattern": "^[a-z_]+$"},
        "facts": {"type": "object"},
    },
    "additionalProperties": False,
}
PARAMETERS: Json = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Any text of your own for this one request. Sent again under it, the request is "
        "not done again but answered again, the same. Kept for at least 72 hours.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": KEY},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "The ETag you decided on: a newer one refuses with 412. `*`: whatever stands there.",
        "schema": {"type": "string", "pattern": IF_MATCH},
        "example": '"3"',
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The ETag you have: 304 while it still stands.",
        "schema": {"type": "string"},
        "example": '"3"',
    },
}
HEADERS: Json = {
    "ETag": {
        "description": "The revision of what was asked for. After a dot, numbers of what is shown with it and is "
        "not its own, such as a product's stock, or what came in for an order and how many findings it has: a read "
        "minds all, a write the first.",
        "schema": {"type": "string", "pattern": ETAG},
    },
    "Location": {"description": "Where it can be read.", "schema": {"type": "string"}},
    "Idempotency-Replayed": {
        "description": "`true` when this is the answer given before.",
        "schema": {"type": "string", "const": "true"},
    },
    "Retry-After": {"description": "Seconds.", "required": True, "schema": {"type": "string"}},
    "RateLimit-Policy": {
        "description": "The allowance: `q` requests within `w` seconds. Absent where requests are not counted.",
        "schema": {"type": "string", "pattern": r'^"[a-z-]+";q=[0-9]+;w=[0-9]+$'},
    },
    "RateLimit": {
        "description": "What is left: `r` requests at once; one more after `t` seconds.",
        "schema": {"type": "string", "pattern": r'^"[a-z-]+";r=[0-9]+;t=[0-9]+$'},
    },
    "WWW-Authenticate": {"description": "`Bearer`.", "required": True, "schema": {"type": "string"}},
}
PROBLEM_HEADERS = {
    "401": ("WWW-Authenticate", "RateLimit-Policy", "RateLimit"),
    "412": ("ETag",),
    "429": ("Retry-After", "RateLimit-Policy", "RateLimit"),
    "503": ("Retry-After",),
}


def openapi_json(request: HttpRequest) -> HttpResponse:
    """`GET /api/v1/openapi.json`."""
    return HttpResponse(_text(), content_type="application/json")


@lru_cache(maxsize=1)
def _text() -> str:
    return json.dumps(document(service), ensure_ascii=False)


def document(of: Service) -> Json:
    """The document as plain values."""
    made: Json = json.loads(json.dumps(of.get_openapi_schema(path_prefix="")))
    parts = made.setdefault("components", {})
    parts["schemas"]["Problem"] = PROBLEM
    parts["parameters"] = PARAMETERS
    parts["headers"] = HEADERS
    parts["responses"] = {f"Problem{status}": _problem(status, says) for status, says in SAYS.items()}
    parts["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key of one store, `kept_…`, made in the desk under Settings.",
        }
    }
    made["servers"] = [{"url": "/api/v1"}]
    made["paths"] = {path.rstrip("/") or "/": operations for path, operations in made["paths"].items()}
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _complete(path, method.upper(), operation)
    link(made["paths"])
    return made


def _complete(path: str, method: str, operation: Json) -> None:
    described = OPERATIONS[method, path]
    scopes = sorted(described.scopes)
    operation["security"] = [{"key": []}]
    operation["x-scopes"] = scopes
    needs = ", ".join(f"`{scope}`" for scope in scopes) or "any"
    operation["description"] = f"{operation.get('description', '')}\n\nScopes: {needs}.".strip()
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        parameter["schema"] = _without_null(parameter["schema"])
    if is_write(method, described):
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if described.guarded:
        parameters.append({"$ref": "#/components/parameters/IfMatch"})
    if "304" in operation["responses"]:
        parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
    if described.example is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = described.example
    _answers(path, operation, described, writes=is_write(method, described))


def _answers(path: str, operation: Json, described: Operation, *, writes: bool) -> None:
    responses = operation["responses"]
    has_tag = described.guarded or described.tagged or "304" in responses
    for status, answer in responses.items():
        headers: list[str] = []
        if has_tag:
            headers.append("ETag")
        if status == "201":
            headers.append("Location")
        if writes:
            headers.append("Idempotency-Replayed")
        headers += ["RateLimit-Policy", "RateLimit"]
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    wanted = {"401", "403", "422", "429", "500", "503"}
    if any(parameter.get("in") == "query" for parameter in operation["parameters"]):
        responses["414"] = {"description": SAYS["414"]}
    if "{" in path:
        wanted.add("404")
    if "requestBody" in operation:
        wanted |= {"400", "409", "413", "415"}
    if writes:
        wanted.add("409")
    if described.guarded:
        wanted.add("412")
    for status in sorted(wanted):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}


def _problem(status: str, says: str) -> Json:
    made: Json = {
        "description": says,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if headers := PROBLEM_HEADERS.get(status):
        made["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return made


def _without_null(schema: Json) -> Json:
    """A parameter is there or not; it is never null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if not kinds:
        return schema
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {**kinds[0], **rest}
