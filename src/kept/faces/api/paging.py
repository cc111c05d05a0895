"""Pages by cursor, the key of the last row seen: no page shifts while rows come in, all cost the same."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from django.db.models import Model, QuerySet
from pydantic import Field

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


def cut(found: QuerySet[M], limit: int, key: Callable[[M], int]) -> tuple[list[M], str | None]:
    """The page, and the cursor of the next one (None at the end). One row more is read than shown."""
    rows = list(found[: limit + 1])
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], str(key(rows[limit - 1]))
