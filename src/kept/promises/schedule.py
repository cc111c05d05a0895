"""The store's schedule as a frozen value, and the one place it is read (C5)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kept.kit.caches import Cache
from kept.promises.models import Closure, FulfilmentMethod, Opening
from kept.stores.models import Store


@dataclass(frozen=True, slots=True)
class FulfilmentMethodTerms:
    """A fulfilment method as a frozen value; see models.FulfilmentMethod for the meaning and units of each field."""

    id: int
    code: str
    kind: str
    name: str
    words: str
    fee: int
    free_from: int | None
    days_least: int
    days_most: int
    cut_off: time | None
    leaves_on: frozenset[int]
    asks_time: bool
    pay_by: tuple[str, ...]

    def fee_for(self, items: int) -> int:
        """Return the fee for goods worth `items` minor units."""
        return 0 if self.free_from is not None and items >= self.free_from else self.fee


@dataclass(frozen=True, slots=True)
class StoreSchedule:
    """Opening hours by weekday (0 = Monday), days off, and fulfilment methods. No hours at all means always open."""

    zone: ZoneInfo
    hours: dict[int, tuple[tuple[time, time], ...]]
    closed: frozenset[date]
    methods: tuple[FulfilmentMethodTerms, ...]

    def method(self, code: str) -> FulfilmentMethodTerms | None:
        """Return the offered fulfilment method with this code."""
        return next((method for method in self.methods if method.code == code), None)

    def windows(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return when the store opens and closes on `day` (aware, in its zone), earliest first; () when it is closed.

        The last may end on the next day.
        """
        if day in self.closed:
            return ()
        hours = self.hours.get(day.weekday(), ()) if self.hours else ((time.min, time.min),)
        return tuple((self._at(day, opens), self._closing(day, opens, closes)) for opens, closes in hours)

    def _closing(self, day: date, opens: time, closes: time) -> datetime:
        return self._at(day + timedelta(days=1) if ends_next_day(opens, closes) else day, closes)

    def _at(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, tzinfo=self.zone)


def ends_next_day(opens: time, closes: time) -> bool:
    """Tell whether hours go on after midnight (18:00–02:00), or until then (00:00 is the end of the day)."""
    return closes <= opens


# The schedule as it was when the store had this id, address and revision.
_schedules: Cache[tuple[int, str, int], StoreSchedule] = Cache(most=1000)


def schedule_of(store: Store) -> StoreSchedule:
    """Return the schedule of a store. Kept in memory under the store's `revision`, which every change of it raises."""
    as_of = (store.pk, store.slug, store.revision)
    schedule = _schedules.get(as_of)
    if schedule is None:
        schedule = _read(store)
        _schedules.put(as_of, schedule)
    return schedule


def _read(store: Store) -> StoreSchedule:
    hours: dict[int, tuple[tuple[time, time], ...]] = {}
    for opening in Opening.objects.filter(store=store):
        hours[opening.weekday] = (*hours.get(opening.weekday, ()), (opening.opens, opening.closes))
    return StoreSchedule(
        zone=ZoneInfo(store.timezone),
        hours=hours,
        closed=frozenset(Closure.objects.filter(store=store).values_list("date", flat=True)),
        methods=tuple(_terms(method) for method in FulfilmentMethod.objects.filter(store=store, active=True)),
    )


def _terms(method: FulfilmentMethod) -> FulfilmentMethodTerms:
    return FulfilmentMethodTerms(
        id=method.pk,
        code=method.code,
        kind=method.kind,
        name=method.name,
        words=method.words,
        fee=method.fee,
        free_from=method.free_from,
        days_least=method.days_least,
        days_most=max(method.days_least, method.days_most),
        cut_off=method.cut_off,
        leaves_on=frozenset(method.leaves_on),
        asks_time=method.asks_time,
        pay_by=tuple(method.pay_by),
    )
