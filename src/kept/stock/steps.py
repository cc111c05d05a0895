"""Steps for other packages' actions: taking goods and putting them back. They open no transaction.

Check and take are one statement (E1): it takes from a row only while enough is there,
in the order of the rows' keys, and touches fewer rows than were wanted when anything is short.
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
    """Why stock moves: a text that is unique per variant, the order it is for, and who did it."""

    text: str
    order_id: int | None
    actor: str
    store_id: int


def take(wanted: Mapping[int, int]) -> None:
    """Take `wanted` (tracked variant id → pieces, negative to put back) or refuse the whole with
    OutOfStock."""
    require_transaction()
    moves = {variant: pieces for variant, pieces in sorted(wanted.items()) if pieces}
    if not moves:
        return
    in_key_order, source = _moves(rows.placeholders(len(moves), 2))
    taken = rows.fetch(
        f"{in_key_order} "  # noqa: S608
        "UPDATE stock_level SET available = available - v.column2, revision = revision + 1 "
        f"FROM {source} "
        "WHERE stock_level.variant_id = v.column1 AND stock_level.available >= v.column2 "
        "RETURNING stock_level.variant_id",
        [part for pair in moves.items() for part in pair],
    )
    if len(taken) != len(moves):
        raise OutOfStock(short=_short(moves, {int(variant) for (variant,) in taken}))


def write_movements(wanted: Mapping[int, int], kind: Movement.Kind, cause: Cause, *, now: datetime) -> None:
    """The ledger's lines for what `take` took: `wanted` has the same meaning and sign."""
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
            for variant, pieces in sorted(wanted.items())
            if pieces
        ],
    )


def _moves(marks: str) -> tuple[str, str]:
    """What the statement begins with, and the table `v` of its moves.

    PostgreSQL locks rows as it meets them: meet them by key, or two orders wait for each other for ever.
    """
    if not connection.features.has_select_for_update:
        return "", f"(VALUES {marks}) AS v"  # SQLite has one writer
    locked = (
        f"WITH v AS (SELECT w.column1, w.column2 FROM (VALUES {marks}) AS w "  # noqa: S608
        "JOIN stock_level l ON l.variant_id = w.column1 ORDER BY l.variant_id FOR UPDATE OF l)"
    )
    return locked, "v"


def _short(moves: Mapping[int, int], taken: set[int]) -> list[dict[str, int]]:
    """What was not there, and how much of it is."""
    missing = [variant for variant in moves if variant not in taken]
    marks = ", ".join(["%s"] * len(missing))
    found = rows.fetch(
        f"SELECT variant_id, available FROM stock_level WHERE variant_id IN ({marks})",  # noqa: S608
        missing,
    )
    left = {int(variant): int(available) for variant, available in found}
    return [
        {"variant": variant, "wanted": moves[variant], "available": left.get(variant, 0)}
        for variant in missing
    ]
