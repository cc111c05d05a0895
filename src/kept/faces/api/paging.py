"""Pages by cursor, the key of the last row of the page: no page shifts while rows come in, all cost the same."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from pydantic import Field

from kept.faces.api.responses import json_response

M = TypeVar("M", bound=Model)

MOST = 100
Cursor = Annotated[
    str | None,
    Field(
        pattern=r"^[1-9][0-9]{0,17}$",
        description="`next_cursor` of the page before; opaque.",
        examples=["1042"],
    ),
]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most.")]


def page_response(
    rows: QuerySet[M],
    cursor: str | None,
    limit: int,
    build: Callable[[list[M]], Sequence[Mapping[str, Any]]],
    *,
    by: str = "pk",
) -> HttpResponse:
    """Answer with the page of `rows` after `cursor`, its items as `build` makes them.

    `by`: the unique number that the list is sorted by and the cursor names; with a minus, the highest first.
    """
    page, next_cursor = _read_page(rows, cursor, limit, by)
    return json_response({"items": build(page), "next_cursor": next_cursor})


def _read_page(rows: QuerySet[M], cursor: str | None, limit: int, by: str) -> tuple[list[M], str | None]:
    key = by.removeprefix("-")
    if cursor:
        after = f"{key}__lt" if by.startswith("-") else f"{key}__gt"
        rows = rows.filter(**{after: int(cursor)})
    # One row more than the page has: whether there is a next one.
    page = list(rows.order_by(by)[: limit + 1])
    if len(page) <= limit:
        return page, None
    return page[:limit], str(getattr(page[limit - 1], key))
