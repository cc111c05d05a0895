"""From a rhythm to a promise: pure arithmetic on frozen values (C5).

Work goes on only while the store is open. What is ready leaves on the days the way allows, before its
cut-off; then come the days on the road. Never promised what the rhythm cannot hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kept.promises.fulfilment import PromiseOf, policy_of
from kept.promises.refusals import CannotPromise
from kept.promises.rhythm import Rhythm, WayTerms

# A rhythm that finds no open minute within this many days is broken, not slow.
HORIZON_DAYS = 400
STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Promised:
    """Between `earliest` and `latest` (aware, UTC). `wished` when the customer asked for that time."""

    earliest: datetime
    latest: datetime
    wished: bool = False


def promise(
    rhythm: Rhythm, way: WayTerms, *, minutes: int, now: datetime, wished: datetime | None = None
) -> Promised:
    """What can be promised for work of `minutes`, begun at `now`. Raises CannotPromise with the earliest
    time."""
    ready = _while_open(rhythm, _up(working_time(rhythm, now.astimezone(rhythm.zone), minutes)))
    soonest = _reached(rhythm, way, ready)
    if wished is None:
        return soonest
    return _wished(rhythm, way, wished, soonest)


def working_time(rhythm: Rhythm, start: datetime, minutes: int) -> datetime:
    """The instant at which `minutes` of open time have passed since `start` (aware, in the store's zone)."""
    left = timedelta(minutes=minutes)
    for day in _days(start.date()):
        for opens, closes in rhythm.windows(day):
            begin = max(start, _at(rhythm, day, opens))
            end = _at(rhythm, day, closes)
            if begin >= end:
                continue
            # Subtract as instants: a night with a clock change is shorter or longer than it looks.
            room = end.astimezone(UTC) - begin.astimezone(UTC)
            if room >= left:
                return (begin.astimezone(UTC) + left).astimezone(rhythm.zone)
            left -= room
    raise CannotPromise(earliest=None)


def next_open_moment(rhythm: Rhythm, moment: datetime) -> datetime:
    """The moment itself while the store is open, else its next opening; the moment, too, where it never opens."""
    try:
        return working_time(rhythm, moment.astimezone(rhythm.zone), 0).astimezone(UTC)
    except CannotPromise:
        return moment


def _while_open(rhythm: Rhythm, moment: datetime) -> datetime:
    """The moment, or the next opening: a quarter of an hour rounded up may end after closing time."""
    return moment if _is_open(rhythm, moment) else working_time(rhythm, moment, 0)


def _is_open(rhythm: Rhythm, moment: datetime) -> bool:
    """Whether the store works at `moment` (in its own zone), the minute of closing included."""
    day = moment.date()
    return any(
        _at(rhythm, day, opens) <= moment <= _at(rhythm, day, closes) for opens, closes in rhythm.windows(day)
    )


def _reached(rhythm: Rhythm, way: WayTerms, ready: datetime) -> Promised:
    promise_of = policy_of(way.kind).promise_of
    if promise_of in (PromiseOf.READINESS, PromiseOf.APPOINTMENT):
        return _promised(ready, _closing(rhythm, ready.date()))
    if promise_of is PromiseOf.ACCESS:
        return _promised(ready, ready)
    leaves = _leaving_day(rhythm, way, ready)
    first = _after_road_days(rhythm, way, leaves, way.days_least)
    last = _after_road_days(rhythm, way, leaves, way.days_most)
    opening = _at(rhythm, first, time(8)) if first > ready.date() else ready
    return _promised(max(opening, ready), max(_at(rhythm, last, time(20)), ready))


def _leaving_day(rhythm: Rhythm, way: WayTerms, ready: datetime) -> date:
    for day in _days(ready.date()):
        missed = day == ready.date() and way.cut_off is not None and ready.time() > way.cut_off
        allowed = not way.leaves_on or day.weekday() in way.leaves_on
        if rhythm.windows(day) and allowed and not missed:
            return day
    raise CannotPromise(earliest=None)


def _after_road_days(rhythm: Rhythm, way: WayTerms, start: date, count: int) -> date:
    """Carriers rest on Sundays; the store's own drivers rest when the store does."""
    has_carrier = policy_of(way.kind).has_carrier
    day = start
    for _ in range(count):
        day += timedelta(days=1)
        while day.weekday() == 6 if has_carrier else not rhythm.windows(day):
            day += timedelta(days=1)
            if day > start + timedelta(days=HORIZON_DAYS):
                raise CannotPromise(earliest=None)
    return day


def _wished(rhythm: Rhythm, way: WayTerms, wished: datetime, soonest: Promised) -> Promised:
    local = wished.astimezone(rhythm.zone)
    too_far = wished > soonest.earliest + timedelta(days=HORIZON_DAYS)
    if wished < soonest.earliest or too_far or not (_is_open(rhythm, local) and _comes_on(way, local.date())):
        raise CannotPromise(earliest=soonest.earliest.isoformat())
    return Promised(wished.astimezone(UTC), wished.astimezone(UTC), wished=True)


def _comes_on(way: WayTerms, day: date) -> bool:
    """Whether this way reaches anybody on `day`: a delivery without days on the road comes on the day it
    leaves."""
    comes_as_it_leaves = policy_of(way.kind).has_own_driver and not way.days_most
    return not (comes_as_it_leaves and way.leaves_on) or day.weekday() in way.leaves_on


def _closing(rhythm: Rhythm, day: date) -> datetime:
    return _at(rhythm, day, rhythm.windows(day)[-1][1])


def _days(start: date) -> Iterator[date]:
    return (start + timedelta(days=offset) for offset in range(HORIZON_DAYS))


def _at(rhythm: Rhythm, day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=rhythm.zone)


def _up(moment: datetime) -> datetime:
    """Up to the next quarter of an hour: nobody promises 14:07:31."""
    rest = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    # As an instant: by the clock on the wall the hour that comes twice in autumn would be lost.
    return (moment.astimezone(UTC) + STEP - rest).astimezone(moment.tzinfo) if rest else moment


def _promised(earliest: datetime, latest: datetime) -> Promised:
    return Promised(earliest.astimezone(UTC), max(earliest, latest).astimezone(UTC))
