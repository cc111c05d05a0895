"""From a schedule to a promise: pure arithmetic on frozen values (C5).

Work goes on only while the store is open. What is ready leaves on the days the fulfilment method allows, before its
cut-off; then come the days on the road. Never promised what the schedule cannot hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kept.promises.fulfilment import PromiseOf, policy_of
from kept.promises.refusals import CannotPromise
from kept.promises.schedule import FulfilmentMethodTerms, StoreSchedule

# A schedule that finds no open minute within this many days is broken, not slow.
HORIZON_DAYS = 400
STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Promised:
    """Between `earliest` and `latest` (aware, UTC). `wished` when the customer asked for that time."""

    earliest: datetime
    latest: datetime
    wished: bool = False


def promise(
    schedule: StoreSchedule,
    method: FulfilmentMethodTerms,
    *,
    minutes: int,
    now: datetime,
    wished: datetime | None = None,
) -> Promised:
    """Return what can be promised for work of `minutes`, begun at `now`.

    Raises CannotPromise with the earliest time.
    """
    ready = _while_open(schedule, _rounded_up(working_time(schedule, now.astimezone(schedule.zone), minutes)))
    soonest = _reached(schedule, method, ready)
    if wished is None:
        return soonest
    return _wished(schedule, method, wished, soonest)


def working_time(schedule: StoreSchedule, start: datetime, minutes: int) -> datetime:
    """Return the instant at which `minutes` of open time have passed since `start` (aware, in the store's zone)."""
    remaining = timedelta(minutes=minutes)
    for day in _days(start.date() - timedelta(days=1)):  # last night's hours may not be over
        for opens, end in schedule.windows(day):
            begin = max(start, opens)
            if begin >= end:
                continue
            # Subtract as instants: a night with a clock change is shorter or longer than it looks.
            room = end.astimezone(UTC) - begin.astimezone(UTC)
            if room >= remaining:
                return (begin.astimezone(UTC) + remaining).astimezone(schedule.zone)
            remaining -= room
    raise CannotPromise(earliest=None)


def next_open_moment(schedule: StoreSchedule, moment: datetime) -> datetime:
    """Return the moment itself while the store is open, else its next opening; itself, too, where it never opens."""
    try:
        return working_time(schedule, moment.astimezone(schedule.zone), 0).astimezone(UTC)
    except CannotPromise:
        return moment


def _while_open(schedule: StoreSchedule, moment: datetime) -> datetime:
    """Return the moment, or the next opening: a quarter of an hour rounded up may end after closing time."""
    return moment if _is_open(schedule, moment) else working_time(schedule, moment, 0)


def _is_open(schedule: StoreSchedule, moment: datetime) -> bool:
    """Tell whether the store works at `moment` (in its own zone), the minute of closing included: midnight apart, which
    people take for the next day's.
    """
    days = (moment.date() - timedelta(days=1), moment.date())
    return any(
        opens <= moment < closes or moment == closes != _at(schedule, moment.date(), time.min)
        for day in days
        for opens, closes in schedule.windows(day)
    )


def _reached(schedule: StoreSchedule, method: FulfilmentMethodTerms, ready: datetime) -> Promised:
    promise_of = policy_of(method.kind).promise_of
    if promise_of in (PromiseOf.READINESS, PromiseOf.APPOINTMENT):
        return _promised(ready, _closing(schedule, ready))
    if promise_of is PromiseOf.ACCESS:
        return _promised(ready, ready)
    leaves = _leaving_day(schedule, method, ready)
    first = _after_road_days(schedule, method, leaves, method.days_least)
    last = _after_road_days(schedule, method, leaves, method.days_most)
    opening = _at(schedule, first, time(8)) if first > ready.date() else ready
    return _promised(max(opening, ready), max(_at(schedule, last, time(20)), ready))


def _leaving_day(schedule: StoreSchedule, method: FulfilmentMethodTerms, ready: datetime) -> date:
    for day in _days(ready.date()):
        missed = day == ready.date() and method.cut_off is not None and ready.time() > method.cut_off
        allowed = not method.leaves_on or day.weekday() in method.leaves_on
        if schedule.windows(day) and allowed and not missed:
            return day
    raise CannotPromise(earliest=None)


def _after_road_days(schedule: StoreSchedule, method: FulfilmentMethodTerms, start: date, count: int) -> date:
    """Carriers rest on Sundays; the store's own drivers rest when the store does."""
    has_carrier = policy_of(method.kind).has_carrier
    day = start
    for _ in range(count):
        day += timedelta(days=1)
        while day.weekday() == 6 if has_carrier else not schedule.windows(day):
            day += timedelta(days=1)
            if day > start + timedelta(days=HORIZON_DAYS):
                raise CannotPromise(earliest=None)
    return day


def _wished(
    schedule: StoreSchedule, method: FulfilmentMethodTerms, wished: datetime, soonest: Promised
) -> Promised:
    local = wished.astimezone(schedule.zone)
    too_far = wished > soonest.earliest + timedelta(days=HORIZON_DAYS)
    if (
        wished < soonest.earliest
        or too_far
        or not (_is_open(schedule, local) and _comes_on(method, local.date()))
    ):
        raise CannotPromise(earliest=soonest.earliest.isoformat())
    return Promised(wished.astimezone(UTC), wished.astimezone(UTC), wished=True)


def _comes_on(method: FulfilmentMethodTerms, day: date) -> bool:
    """Tell whether this method reaches anybody on `day`: with no days on the road it comes the day it leaves."""
    comes_as_it_leaves = policy_of(method.kind).has_own_driver and not method.days_most
    return not (comes_as_it_leaves and method.leaves_on) or day.weekday() in method.leaves_on


def _closing(schedule: StoreSchedule, moment: datetime) -> datetime:
    """Return when the store closes for the day, or the night, in which `moment` lies.

    A day ends at 23:59 for people.
    """
    today = schedule.windows(moment.date())
    night_before = schedule.windows(moment.date() - timedelta(days=1))
    windows = today if today and today[0][0] <= moment else night_before
    closes = windows[-1][1]
    return closes - timedelta(minutes=1) if closes.time() == time.min else closes


def _days(start: date) -> Iterator[date]:
    return (start + timedelta(days=offset) for offset in range(HORIZON_DAYS))


def _at(schedule: StoreSchedule, day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=schedule.zone)


def _rounded_up(moment: datetime) -> datetime:
    """Round up to the next quarter of an hour: nobody promises 14:07:31."""
    rest = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    # As an instant: by the clock on the wall the hour that comes twice in autumn would be lost.
    return (moment.astimezone(UTC) + STEP - rest).astimezone(moment.tzinfo) if rest else moment


def _promised(earliest: datetime, latest: datetime) -> Promised:
    return Promised(earliest.astimezone(UTC), max(earliest, latest).astimezone(UTC))
