"""Change a way in which orders reach customers."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.asked import WayAsked
from kept.promises.events import WayChanged
from kept.promises.models import Way
from kept.promises.writes import lock_way, put_way
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def change_way(*, actor: Actor, way_id: int, asked: WayAsked, now: datetime) -> Way:
    """Make the way as asked; agreed orders keep its name and fee. Raises NotFound, BadRhythm or WayTaken."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        way = lock_way(actor, way_id)
        changed = put_way(way, asked)
        if changed:
            way.save()
            raise_revision(actor.store_id)
            event = WayChanged(way_id=way.pk, code=way.code, changed=changed)
            record(event, actor=actor, now=now, subject=way)
    return way
