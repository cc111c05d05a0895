"""Set the opening hours (C5)."""

import itertools
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.events import HoursSet
from kept.promises.inputs import MOST_WINDOWS, WindowInput
from kept.promises.models import Opening
from kept.promises.refusals import BadSchedule
from kept.stores.actor import Actor
from kept.stores.locks import lock_store
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def set_hours(*, actor: Actor, hours: Sequence[WindowInput], now: datetime) -> None:
    """Set the hours to exactly these times; none at all means always. Promises made before stand.

    Raises BadSchedule where a window is empty, or overlaps another of its day.
    """
    actor.require(May.WRITE_SETTINGS)
    windows = _checked(hours)
    with durable():
        store = lock_store(actor)
        before = list(
            Opening.objects.filter(store_id=actor.store_id).values_list("weekday", "opens", "closes")
        )
        if [(one.weekday, one.opens, one.closes) for one in windows] == before:
            return
        Opening.objects.filter(store_id=actor.store_id).delete()
        Opening.objects.bulk_create(
            Opening(store_id=actor.store_id, weekday=one.weekday, opens=one.opens, closes=one.closes)
            for one in windows
        )
        raise_revision(actor.store_id)
        texts = [f"{one.weekday} {one.opens:%H:%M}–{one.closes:%H:%M}" for one in windows]
        record(HoursSet(hours=texts), actor=actor, now=now, subject=store)


def _checked(hours: Sequence[WindowInput]) -> list[WindowInput]:
    if len(hours) > MOST_WINDOWS:
        raise BadSchedule(_("That is more times than a week has room for."), field="hours")
    for row, one in enumerate(hours):
        if not 0 <= one.weekday <= 6 or one.opens >= one.closes:
            raise BadSchedule(_("A time ends after it begins, on the same day."), field="closes", row=row)
    windows = sorted(hours, key=lambda one: (one.weekday, one.opens))
    for earlier, later in itertools.pairwise(windows):
        if earlier.weekday == later.weekday and later.opens < earlier.closes:
            raise BadSchedule(_("Two times of one day overlap."), field="opens", row=list(hours).index(later))
    return windows
