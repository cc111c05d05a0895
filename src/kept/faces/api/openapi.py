"""The OpenAPI 3.1 document: django-ninja's, completed by what is described once for all operations."""

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from kept.faces.api.links import add_links
from kept.faces.api.operations import OPERATIONS, Operation, is_write
from kept.faces.api.responses import ETAG, IF_MATCH
from kept.faces.api.service import Service, service
from kept.faces.api.values import Json
from kept.faces.api.writing import KEY

STATUSES = {
    "400": "The body is no JSON.",
    "401": "No valid API key.",
    "403": "The key lacks the scope of this operation.",
    "404": "Nothing there that this key can reach; unknown and another store's look the same.",
    "409": "It cannot be done as things stand; `code` and `facts` say why.",
    "412": "It has changed since the ETag that was named; `facts` say how it stands.",
    "413": "The body is larger than 1 MB; a picture: 12 MB.",
    "414": "The address is too long; the web server says so before Kept sees it.",
    "415": "The body is of another type than documented.",
    "422": "The request cannot be used; `facts.fields` says where.",
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
    """Return the document as plain values."""
    openapi: Json = json.loads(json.dumps(of.get_openapi_schema(path_prefix="")))
    parts = openapi.setdefault("components", {})
    for schema in parts["schemas"].values():
        if "properties" in schema:
            # Replies have exactly these fields; a TypedDict does not say so.
            schema.setdefault("additionalProperties", False)
    parts["schemas"]["Problem"] = PROBLEM
    parts["parameters"] = PARAMETERS
    parts["headers"] = HEADERS
    parts["responses"] = {
        f"Problem{status}": _problem(status, sentence) for status, sentence in STATUSES.items()
    }
    parts["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key of one store, `kept_…`, made in the desk under Settings.",
        }
    }
    openapi["servers"] = [{"url": "/api/v1"}]
    openapi["paths"] = {path.rstrip("/") or "/": operations for path, operations in openapi["paths"].items()}
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            _complete(path, method.upper(), operation)
    add_links(openapi["paths"])
    return openapi


def _complete(path: str, method: str, operation: Json) -> None:
    described = OPERATIONS[method, path]
    scopes = sorted(described.scopes)
    operation["security"] = [{"key": []}]
    operation["x-scopes"] = scopes
    scope_list = ", ".join(f"`{scope}`" for scope in scopes) or "any"
    operation["description"] = f"{operation.get('description', '')}\n\nScopes: {scope_list}.".strip()
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
    _complete_responses(path, operation, described, writes=is_write(method, described))


def _complete_responses(path: str, operation: Json, described: Operation, *, writes: bool) -> None:
    responses = operation["responses"]
    has_tag = described.guarded or described.tagged or "304" in responses
    for status, response in responses.items():
        headers: list[str] = []
        if has_tag:
            headers.append("ETag")
        if status == "201":
            headers.append("Location")
        if writes:
            headers.append("Idempotency-Replayed")
        headers += ["RateLimit-Policy", "RateLimit"]
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    statuses = {"401", "403", "422", "429", "500", "503"}
    if any(parameter.get("in") == "query" for parameter in operation["parameters"]):
        responses["414"] = {"description": STATUSES["414"]}
    if "{" in path:
        statuses.add("404")
    if "requestBody" in operation:
        statuses |= {"400", "409", "413", "415"}
    if writes:
        statuses.add("409")
    if described.guarded:
        statuses.add("412")
    for status in sorted(statuses):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}


def _problem(status: str, sentence: str) -> Json:
    problem: Json = {
        "description": sentence,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if headers := PROBLEM_HEADERS.get(status):
        problem["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return problem


def _without_null(schema: Json) -> Json:
    """Return the schema of a parameter, which is there or not but never null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if not kinds:
        return schema
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {**kinds[0], **rest}
