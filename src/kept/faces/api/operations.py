"""An operation of the API, described once, beside its view.

Who may call it, what the OpenAPI document says of it and which links lead to it are read from that description.
`python -m tools.permissions` prints all of them on one screen.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from django.http import HttpRequest

from kept.faces.api.fields import Input
from kept.faces.api.pictures import PICTURE_BODY
from kept.faces.api.values import Json
from kept.stores.roles import May

View = TypeVar("View", bound=Callable[..., Any])
# A router's `get`, `post`, `put`, `patch` or `delete`.
Route = Callable[..., Callable[[View], View]]


@dataclass(frozen=True, slots=True)
class Operation:
    """Everything that has to be known about an operation but its view."""

    id: str
    # The scopes that a key needs, all of them; an empty set means that any valid key may.
    scopes: frozenset[May]
    # A body as somebody would send it.
    example: Json | None = None
    # It asks with a body and changes nothing: a read in disguise, without an Idempotency-Key.
    asks: bool = False
    # `If-Match` guards it: it writes to what has a revision.
    guarded: bool = False
    # It answers with an ETag, although it is neither guarded nor answers 304.
    tagged: bool = False
    # Its body is a picture and not JSON.
    takes_picture: bool = False
    # The thing that it creates: the names that stand for it in addresses → where the reply says each.
    creates: Mapping[str, str] = field(default_factory=dict)
    # The id of the operation whose reply holds, as `commit`, the body for this one.
    follows: str = ""
    # The fields of its body that repeat the reply that led to it: field → where the reply says it.
    repeats: Mapping[str, str] = field(default_factory=dict)
    # The names that its action has for fields of its body → the names that callers know.
    caller_names: dict[str, str] = field(default_factory=dict)


# (method, path) → the operation. Any other is refused for everybody.
OPERATIONS: dict[tuple[str, str], Operation] = {}


def operation(
    route: Route[View],
    path: str,
    *,
    id: str,
    scopes: set[May] | frozenset[May],
    response: Any,
    summary: str,
    **facts: Any,
) -> Callable[[View], View]:
    """Decorate a view as the operation at `path`; `facts` are further fields of Operation.

    `id` is what programs call it: it stays when the view moves or is renamed.
    """
    described = Operation(id=id, scopes=frozenset(scopes), **facts)
    OPERATIONS[route.__name__.upper(), path] = described
    extra = PICTURE_BODY if described.takes_picture else None
    add_route = route(path, operation_id=id, response=response, summary=summary, openapi_extra=extra)

    def decorate(view: View) -> View:
        for kind in view.__annotations__.values():
            if isinstance(kind, type) and issubclass(kind, Input):
                described.caller_names.update((theirs, name) for name, theirs in kind.ACTION_NAMES.items())
        return add_route(view)

    return decorate


def is_write(method: str, described: Operation) -> bool:
    """Tell whether an operation writes once for each Idempotency-Key: no read, no question and no picture."""
    return method != "GET" and not described.asks and not described.takes_picture


def operation_of(request: HttpRequest) -> Operation | None:
    """Return the operation that a request is for; None for an address of no operation."""
    match = request.resolver_match
    return OPERATIONS.get((str(request.method), path_of_route(match.route))) if match else None


@lru_cache(maxsize=200)
def path_of_route(route: str) -> str:
    """`api/v1/orders/<number>` → `/orders/{number}`, as its description and the OpenAPI document write it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route).partition("v1/")[2]
