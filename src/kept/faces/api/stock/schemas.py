"""Stock as it is sent and shown: levels, movements, deliveries and counts."""

from typing import Annotated

from pydantic import Field

from kept.faces.api.fields import WHOLE, Given, Shown, text
from kept.faces.api.values import Plain, Stamp, stamp
from kept.stock.models import Level, Movement

MOST = 10**9


Cause = Annotated[str, text(100, least=1, examples=["Delivery note 4711"])]


class GoodsMoved(Given):
    """So many pieces, and why.

    A `cause` is used once per variant: the same delivery is not received twice.
    """

    pieces: Annotated[int, Field(ge=1, le=MOST), WHOLE]
    cause: Cause


class GoodsCounted(Given):
    """So many were counted in the store, and on which occasion."""

    counted: Annotated[int, Field(ge=0, le=MOST), WHOLE]
    cause: Cause


class LevelShown(Shown):
    """How many of a variant can still be promised."""

    variant: int
    sku: str
    available: int


class LevelAfter(Shown):
    """How many of a variant can be promised now."""

    variant: int
    available: int


class LevelPage(Shown):
    """A page of stock levels."""

    items: list[LevelShown]
    next_cursor: str | None


class MovementShown(Shown):
    """Goods came (positive) or went (negative), and why."""

    id: int
    quantity: int
    kind: str
    cause: str
    actor: str
    at: Stamp


class MovementPage(Shown):
    """A page of movements, newest first."""

    items: list[MovementShown]
    next_cursor: str | None


def level(row: Level) -> Plain:
    """A stock level; its variant must be at hand."""
    return {"variant": row.variant_id, "sku": row.variant.sku, "available": row.available}


def movement(row: Movement) -> Plain:
    """A line of the stock ledger."""
    return {
        "id": row.pk,
        "quantity": row.quantity,
        "kind": row.kind,
        "cause": row.cause,
        "actor": row.actor,
        "at": stamp(row.at),
    }
