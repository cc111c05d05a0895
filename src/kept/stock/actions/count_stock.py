"""Correct the stock of a variant by a count (E5)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stock.events import StockCounted
from kept.stock.models import Level, Movement
from kept.stock.refusals import BadPieces
from kept.stock.writes import MOST_IN_STOCK, lock_level, move
from kept.stores.actor import Actor
from kept.stores.roles import May


def count_stock(*, actor: Actor, variant_id: int, counted: int, cause: str, now: datetime) -> Level:
    """Set the level to `counted`: the pieces in the store without those that are promised in orders.

    The movement is the difference. It is written even when there is none, because it shows when the last count was.
    The same count sent twice refuses with MovedTwice. Raises NotFound, NotCounted, BadPieces or
    MovedTwice.
    """
    actor.require(May.WRITE_STOCK)
    if not 0 <= counted <= MOST_IN_STOCK:
        raise BadPieces(_("Write how many pieces there are: a whole number from 0."), field="counted")
    with durable():
        level = lock_level(actor, variant_id)
        before = level.available
        clean_cause = move(level, counted - before, Movement.Kind.COUNTED, cause=cause, actor=actor, now=now)
        event = StockCounted(variant_id=variant_id, before=before, after=counted, cause=clean_cause)
        record(event, actor=actor, now=now, subject=level)
    return level
