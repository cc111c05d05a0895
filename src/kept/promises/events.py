"""The events of a store's schedule, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event, renamed
from kept.promises.models import Closure, FulfilmentMethod
from kept.stores.models import Store

# The journal knew a fulfilment method as a way; the names of its events are for good (CONTRIBUTING.md).
_UPGRADES = (renamed("way_id", "fulfilment_method_id"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSet(Event[Store]):
    """The store works at other times. `hours`: "weekday opens–closes"."""

    name = "hours.set"
    schema = 1

    hours: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureAdded(Event[Closure]):
    """The store does not work on a day."""

    name = "closure.added"
    schema = 1

    day: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRemoved(Event[None]):
    """The store works after all on a day that was to be off."""

    name = "closure.removed"
    schema = 1

    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentMethodAdded(Event[FulfilmentMethod]):
    """The store offers one more fulfilment method."""

    name = "way.added"
    schema = 2
    upgrades = _UPGRADES

    fulfilment_method_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentMethodChanged(Event[FulfilmentMethod]):
    """A fulfilment method was changed. Agreed orders keep what it was."""

    name = "way.changed"
    schema = 2
    upgrades = _UPGRADES

    fulfilment_method_id: int
    code: str
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentMethodRetired(Event[FulfilmentMethod]):
    """A fulfilment method is no longer offered."""

    name = "way.retired"
    schema = 2
    upgrades = _UPGRADES

    fulfilment_method_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentMethodBroughtBack(Event[FulfilmentMethod]):
    """A fulfilment method is offered again."""

    name = "way.brought_back"
    schema = 2
    upgrades = _UPGRADES

    fulfilment_method_id: int
    code: str
