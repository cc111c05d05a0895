"""The requests and replies about stock: levels, movements, receipts and counts."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from kept.faces.api.fields import WHOLE, Input, one_of, text
from kept.faces.api.values import Timestamp, timestamp
from kept.stock.models import Level, Movement

MOST = 10**9


Reference = Annotated[str, text(100, least=1, examples=["Delivery note 4711"])]


class StockMovementInput(Input):
    """So many pieces that came or went.

    A `reference` is used once per variant: the same delivery is not received twice.
    """

    ACTION_NAMES = {"quantity": "pieces", "reference": "cause"}

    quantity: Annotated[int, Field(ge=1, le=MOST), WHOLE]
    reference: Reference


class StockCountInput(Input):
    """So many pieces that were counted on the shelf."""

    ACTION_NAMES = {"quantity": "counted", "reference": "cause"}

    quantity: Annotated[int, Field(ge=0, le=MOST), WHOLE]
    reference: Reference


class StockLevelOut(TypedDict):
    """The pieces of a variant that can still be promised."""

    variant: int
    sku: str
    available: int


class StockLevelPage(TypedDict):
    """A page of stock levels."""

    items: list[StockLevelOut]
    next_cursor: str | None


class StockMovementOut(TypedDict):
    """A movement of stock: goods came (positive) or went (negative), and why."""

    id: int
    quantity: int
    kind: Annotated[str, one_of(Movement.Kind)]
    reference: str
    actor: str
    occurred_at: Timestamp


class StockMovementPage(TypedDict):
    """A page of movements, newest first."""

    items: list[StockMovementOut]
    next_cursor: str | None


def stock_level_out(row: Level) -> StockLevelOut:
    """Return a stock level; its variant must be at hand."""
    return {"variant": row.variant_id, "sku": row.variant.sku, "available": row.available}


def stock_movement_out(row: Movement) -> StockMovementOut:
    """Return a movement of the stock ledger."""
    return {
        "id": row.pk,
        "quantity": row.quantity,
        "kind": row.kind,
        "reference": row.cause,
        "actor": row.actor,
        "occurred_at": timestamp(row.at),
    }
