"""Offer a way again."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.events import WayBroughtBack
from kept.promises.models import Way
from kept.promises.writes import lock_way
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def bring_back_way(*, actor: Actor, way_id: int, now: datetime) -> Way:
    """The way is offered again. Doing it twice is the same as once. Raises NotFound."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        way = lock_way(actor, way_id)
        if not way.active:
            way.active = True
            way.save(update_fields=["active"])
            raise_revision(actor.store_id)
            record(WayBroughtBack(way_id=way.pk, code=way.code), actor=actor, now=now, subject=way)
    return way
