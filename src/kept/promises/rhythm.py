"""The store's rhythm as a frozen value, and the one place it is read (C5)."""

from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from kept.kit.caches import Cache
from kept.promises.models import Closure, Opening, Way
from kept.stores.models import Store


@dataclass(frozen=True, slots=True)
class WayTerms:
    """A way to reach the customer; see models.Way for the meaning and units of each field."""

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
        """What this way costs for goods worth `items` minor units."""
        return 0 if self.free_from is not None and items >= self.free_from else self.fee


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Opening hours by weekday (0 = Monday), days off, and ways. No hours at all means always open."""

    zone: ZoneInfo
    hours: dict[int, tuple[tuple[time, time], ...]]
    closed: frozenset[date]
    ways: tuple[WayTerms, ...]

    def way(self, code: str) -> WayTerms | None:
        """The offered way with this code."""
        return next((way for way in self.ways if way.code == code), None)

    def windows(self, day: date) -> tuple[tuple[time, time], ...]:
        """When the store works on `day`, earliest first; () when it does not."""
        if day in self.closed:
            return ()
        if not self.hours:
            return ((time.min, time(23, 59)),)
        return self.hours.get(day.weekday(), ())


# The rhythm as it was when the store had this id, address and revision.
_rhythms: Cache[tuple[int, str, int], Rhythm] = Cache(most=1000)


def rhythm_of(store: Store) -> Rhythm:
    """The rhythm of a store. Kept in memory under the store's `revision`, which every change of it raises."""
    as_of = (store.pk, store.slug, store.revision)
    rhythm = _rhythms.get(as_of)
    if rhythm is None:
        rhythm = _read(store)
        _rhythms.put(as_of, rhythm)
    return rhythm


def _read(store: Store) -> Rhythm:
    hours: dict[int, tuple[tuple[time, time], ...]] = {}
    for opening in Opening.objects.filter(store=store):
        hours[opening.weekday] = (*hours.get(opening.weekday, ()), (opening.opens, opening.closes))
    return Rhythm(
        zone=ZoneInfo(store.timezone),
        hours=hours,
        closed=frozenset(Closure.objects.filter(store=store).values_list("date", flat=True)),
        ways=tuple(_terms(way) for way in Way.objects.filter(store=store, active=True)),
    )


def _terms(way: Way) -> WayTerms:
    return WayTerms(
        id=way.pk,
        code=way.code,
        kind=way.kind,
        name=way.name,
        words=way.words,
        fee=way.fee,
        free_from=way.free_from,
        days_least=way.days_least,
        days_most=max(way.days_least, way.days_most),
        cut_off=way.cut_off,
        leaves_on=frozenset(way.leaves_on),
        asks_time=way.asks_time,
        pay_by=tuple(way.pay_by),
    )
