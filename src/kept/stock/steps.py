"""Steps for other packages' actions: taking goods and putting them back. They open no transaction.

Check and take are one (E1): the rows are locked in the order of their keys, compared, and taken by a
statement that would touch fewer rows if anything had changed (reliability.md, rule 4).
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
    """Take `wanted` (tracked variant id → pieces, negative to put back) or refuse the whole with OutOfStock."""
    require_transaction()
    moves = {variant: pieces for variant, pieces in sorted(wanted.items()) if pieces}
    if not moves:
        return
    available = _locked(list(moves))
    short = [
        {"variant": variant, "wanted": pieces, "available": available.get(variant, 0)}
        for variant, pieces in moves.items()
        if pieces > available.get(variant, 0)
    ]
    if short:
        raise OutOfStock(short=short)
    touched = rows.run(
        f"UPDATE stock_level SET available = available - v.column2 FROM (VALUES {rows.places(len(moves), 2)}) AS v "  # noqa: S608
        "WHERE stock_level.variant_id = v.column1 AND stock_level.available >= v.column2",
        [part for pair in moves.items() for part in pair],
    )
    if touched != len(moves):
        raise OutOfStock(short=[])


def write_movements(wanted: Mapping[int, int], kind: Movement.Kind, cause: Cause, *, now: datetime) -> None:
    """The ledger's lines for what `take` took: `wanted` has the same meaning and sign."""
    require_transaction()
    rows.insert(
        [
            Movement(
                store_id=cause.store_id,
                variant_id=variant,
                quantity=-pieces,
                kind=kind if pieces > 0 else Movement.Kind.RETURNED,
                cause=cause.text,
                order_id=cause.order_id,
                actor=cause.actor,
                at=now,
            )
            for variant, pieces in sorted(wanted.items())
            if pieces
        ]
    )


def _locked(variants: list[int]) -> dict[int, int]:
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    found = rows.fetch(
        "SELECT variant_id, available FROM stock_level WHERE variant_id IN "  # noqa: S608
        f"({', '.join(['%s'] * len(variants))}) ORDER BY variant_id{lock}",
        variants,
    )
    return {int(variant): int(available) for variant, available in found}
