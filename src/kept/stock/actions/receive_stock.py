"""Receive goods (E4)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stock.events import StockReceived
from kept.stock.models import Level, Movement
from kept.stock.writes import checked_pieces, lock_level, move
from kept.stores.actor import Actor
from kept.stores.roles import May


def receive_stock(*, actor: Actor, variant_id: int, pieces: int, cause: str, now: datetime) -> Level:
    """Add `pieces` to the stock. `cause` says why and is used once per variant.

    A delivery that is entered twice refuses with MovedTwice. Raises NotFound, NotCounted, BadPieces or MovedTwice.
    """
    actor.require(May.WRITE_STOCK)
    with durable():
        level = lock_level(actor, variant_id)
        clean_cause = move(
            level, checked_pieces(pieces), Movement.Kind.RECEIVED, cause=cause, actor=actor, now=now
        )
        event = StockReceived(variant_id=variant_id, pieces=pieces, after=level.available, cause=clean_cause)
        record(event, actor=actor, now=now, subject=level)
    return level
