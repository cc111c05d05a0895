"""Steps for other packages' actions: taking stock and putting it back. They open no transaction.

Checking and taking are one statement (E1): it updates a row only while enough is available, in the order of the
rows' keys. When it updates fewer rows than asked for, something is short.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kept.kit import rows
from kept.kit.transactions import require_transaction
from kept.stock.models import Movement
from kept.stock.refusals import OutOfStock


@dataclass(frozen=True, slots=True)
class Cause:
    """The cause of a movement: a text that is unique per variant, the order it is for, and who did it."""

    text: str
    order_id: int | None
    actor: str
    store_id: int


def take(quantities: Mapping[int, int]) -> dict[int, int]:
    """Take `quantities` (tracked variant id → pieces, negative to put back), all of them or none.

    Returns what is left of each. Raises OutOfStock.
    """
    require_transaction()
    moves = {variant: pieces for variant, pieces in sorted(quantities.items()) if pieces}
    if not moves:
        return {}
    prefix, source = _moves_table(rows.placeholders(len(moves), 2))
    updated = rows.fetch(
        f"{prefix} "  # noqa: S608
        "UPDATE stock_level SET available = available - v.column2, revision = revision + 1 "
        f"FROM {source} "
        "WHERE stock_level.variant_id = v.column1 AND stock_level.available >= v.column2 "
        "RETURNING stock_level.variant_id, stock_level.available",
        [part for pair in moves.items() for part in pair],
    )
    if len(updated) != len(moves):
        raise OutOfStock(short=_shortages(moves, {int(variant) for variant, _left in updated}))
    return {int(variant): int(left) for variant, left in updated}


def write_movements(
    quantities: Mapping[int, int], kind: Movement.Kind, cause: Cause, *, now: datetime
) -> None:
    """Write the movements for what `take` took; `quantities` as there."""
    require_transaction()
    rows.add_deferred(
        Movement,
        [
            {
                "store_id": cause.store_id,
                "variant_id": variant,
                "quantity": -pieces,
                "kind": kind if pieces > 0 else Movement.Kind.RETURNED,
                "cause": cause.text,
                "order_id": cause.order_id,
                "actor": cause.actor,
                "at": now,
            }
            for variant, pieces in sorted(quantities.items())
            if pieces
        ],
    )


def _moves_table(placeholders: str) -> tuple[str, str]:
    """Return the statement's prefix, and the table `v` of its moves.

    PostgreSQL locks rows in the order in which it reads them. Reading them by key keeps two orders from a deadlock.
    """
    if not connection.features.has_select_for_update:
        return "", f"(VALUES {placeholders}) AS v"  # SQLite has one writer
    lock_by_key = (
        f"WITH v AS (SELECT w.column1, w.column2 FROM (VALUES {placeholders}) AS w "  # noqa: S608
        "JOIN stock_level l ON l.variant_id = w.column1 ORDER BY l.variant_id FOR UPDATE OF l)"
    )
    return lock_by_key, "v"


def _shortages(moves: Mapping[int, int], updated: set[int]) -> list[dict[str, int]]:
    """Return the variants that were short, with how many were wanted and how many there are."""
    missing = [variant for variant in moves if variant not in updated]
    placeholders = ", ".join(["%s"] * len(missing))
    levels = rows.fetch(
        f"SELECT variant_id, available FROM stock_level WHERE variant_id IN ({placeholders})",  # noqa: S608
        missing,
    )
    available = {int(variant): int(pieces) for variant, pieces in levels}
    return [
        {"variant": variant, "wanted": moves[variant], "available": available.get(variant, 0)}
        for variant in missing
    ]
