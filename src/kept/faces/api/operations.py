"""An operation of the API, described once, beside its view.

Who may call it, what the OpenAPI document says of it and which links lead to it are read from that description.
`python -m tools.permissions` prints all of them on one screen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kept.faces.api.pictures import PICTURE_BODY
from kept.stores.roles import May

Json = dict[str, Any]
View = TypeVar("View", bound=Callable[..., Any])
# A router's `get`, `post`, `put`, `patch` or `delete`.
Route = Callable[..., Callable[[View], View]]


@dataclass(frozen=True, slots=True)
class Operation:
    """What everybody has to know about an operation but its view."""

    id: str
    # What a key needs, all of it; an empty set means that any valid key may.
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
    # What it makes: the names that stand for it in addresses → where the answer says each.
    creates: Mapping[str, str] = field(default_factory=dict)
    # The id of the operation whose answer holds, as `commit`, the body for this one.
    follows: str = ""
    # What its body repeats of the answer that led to it: its field → where the answer says it.
    repeats: Mapping[str, str] = field(default_factory=dict)


# (method, path) → the operation. What does not stand here is refused for everybody.
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
    return route(path, operation_id=id, response=response, summary=summary, openapi_extra=extra)


def is_write(method: str, described: Operation) -> bool:
    """Whether an operation writes once for each Idempotency-Key: no read, no question and no picture."""
    return method != "GET" and not described.asks and not described.takes_picture
