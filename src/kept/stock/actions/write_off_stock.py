"""Write off goods that broke, spoiled or went missing (E4)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stock.events import StockWrittenOff
from kept.stock.models import Level, Movement
from kept.stock.writes import checked_pieces, lock_level, move
from kept.stores.actor import Actor
from kept.stores.roles import May


def write_off_stock(*, actor: Actor, variant_id: int, pieces: int, cause: str, now: datetime) -> Level:
    """Take `pieces` off the stock, never below zero. `cause` says why and is used once per variant.

    Raises NotFound, NotCounted, BadPieces, OutOfStock or MovedTwice.
    """
    actor.require(May.WRITE_STOCK)
    with durable():
        level = lock_level(actor, variant_id)
        clean_cause = move(
            level, -checked_pieces(pieces), Movement.Kind.BROKEN, cause=cause, actor=actor, now=now
        )
        event = StockWrittenOff(
            variant_id=variant_id, pieces=pieces, after=level.available, cause=clean_cause
        )
        record(event, actor=actor, now=now, subject=level)
    return level
