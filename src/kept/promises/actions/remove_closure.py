"""Remove a day off."""

from datetime import date, datetime

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.promises.events import ClosureRemoved
from kept.promises.models import Closure
from kept.stores.actor import Actor
from kept.stores.locks import lock_store
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def remove_closure(*, actor: Actor, day: date, now: datetime) -> None:
    """Open the store on `day` again, in the weekday's hours. Raises NotFound where it was not closed."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        lock_store(actor)
        if not Closure.objects.filter(store_id=actor.store_id, date=day).delete()[0]:
            raise NotFound
        raise_revision(actor.store_id)
        record(ClosureRemoved(day=day.isoformat()), actor=actor, now=now, subject=None)
