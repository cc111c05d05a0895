"""Set the opening hours (C5)."""

import itertools
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.events import HoursSet
from kept.promises.inputs import MOST_WINDOWS, WindowInput
from kept.promises.models import Opening
from kept.promises.refusals import BadSchedule
from kept.promises.schedule import ends_next_day
from kept.stores.actor import Actor
from kept.stores.locks import lock_store
from kept.stores.roles import May
from kept.stores.writes import raise_revision

# Hours that go on after midnight end by then; a later end is one that was typed in the wrong field.
LATEST_NEXT_DAY = time(8)
_WEEK = timedelta(days=7)


def set_hours(*, actor: Actor, hours: Sequence[WindowInput], now: datetime) -> None:
    """Set the hours to exactly these times; none at all means always. Promises made before stand.

    Raises BadSchedule where a window is empty, goes on too long after midnight, or overlaps another.
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
        if not 0 <= one.weekday <= 6 or not _lasts(one):
            raise BadSchedule(
                _("A time ends after it begins: on the same day, at midnight (00:00), or in the night, by 08:00."),
                field="closes", row=row,
            )  # fmt: skip
    windows = sorted(hours, key=lambda one: (one.weekday, one.opens))
    spans = [_span(one) for one in windows]
    first_again = [(begins + _WEEK, ends + _WEEK) for begins, ends in spans[:1]]
    for row, (earlier, later) in enumerate(itertools.pairwise([*spans, *first_again]), 1):
        if later[0] < earlier[1]:
            wrong = windows[row % len(windows)]
            raise BadSchedule(_("Two of these times overlap."), field="opens", row=list(hours).index(wrong))
    return windows


def _lasts(one: WindowInput) -> bool:
    """Tell whether it is a time in which somebody works, and not one whose ends were mixed up."""
    if one.opens == one.closes:
        return one.opens == time.min
    return not ends_next_day(one.opens, one.closes) or one.closes <= LATEST_NEXT_DAY


def _span(one: WindowInput) -> tuple[timedelta, timedelta]:
    """Return its beginning and end, counted from Monday's first minute."""
    day = timedelta(days=one.weekday)
    night = timedelta(days=1) if ends_next_day(one.opens, one.closes) else timedelta()
    return day + _since_midnight(one.opens), day + night + _since_midnight(one.closes)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
