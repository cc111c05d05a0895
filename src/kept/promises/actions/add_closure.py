"""Close the store for a day (C5)."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.text import one_line
from kept.kit.transactions import durable
from kept.promises.events import ClosureAdded
from kept.promises.models import Closure
from kept.promises.refusals import BadSchedule
from kept.stores.actor import Actor
from kept.stores.locks import lock_store
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def add_closure(*, actor: Actor, day: date, reason: str = "", now: datetime) -> Closure:
    """Close the store on `day`; doing it again only changes the reason.

    Promises made before stand. Raises BadSchedule for a day of another century.
    """
    actor.require(May.WRITE_SETTINGS)
    if not 2000 <= day.year <= 2199:
        raise BadSchedule(_("Check the year."), field="day")
    why = one_line(reason, 120, "reason")
    with durable():
        lock_store(actor)
        closure, is_new = Closure.objects.get_or_create(
            store_id=actor.store_id, date=day, defaults={"reason": why}
        )
        if is_new or closure.reason != why:
            closure.reason = why
            closure.save(update_fields=["reason"])
            raise_revision(actor.store_id)
            record(ClosureAdded(day=day.isoformat(), reason=why), actor=actor, now=now, subject=closure)
    return closure
