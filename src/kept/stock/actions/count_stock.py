"""Count what is there: the number that was counted becomes the truth (E5)."""

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
    """`counted` pieces can still be promised: those on the shelf without what is set aside for orders.

    The movement is the difference, and is written even when there is none, so that one knows when somebody
    last looked. The same count sent twice refuses with MovedTwice. Raises NotFound, NotCounted, BadPieces or
    MovedTwice.
    """
    actor.require(May.WRITE_STOCK)
    if not 0 <= counted <= MOST_IN_STOCK:
        raise BadPieces(_("Write how many pieces there are: a whole number from 0."), field="counted")
    with durable():
        level = lock_level(actor, variant_id)
        before = level.available
        why = move(level, counted - before, Movement.Kind.COUNTED, cause=cause, actor=actor, now=now)
        event = StockCounted(variant_id=variant_id, before=before, after=counted, cause=why)
        record(event, actor=actor, now=now, subject=level)
    return level
