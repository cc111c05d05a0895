"""What can happen to a store's schedule, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event
from kept.promises.models import Closure, FulfilmentMethod
from kept.stores.models import Store


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
    """Orders can reach customers in one more way."""

    name = "way.added"
    schema = 1

    fulfilment_method_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentMethodChanged(Event[FulfilmentMethod]):
    """A way to reach customers was changed. Agreed orders keep what it was."""

    name = "way.changed"
    schema = 1

    fulfilment_method_id: int
    code: str
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentMethodRetired(Event[FulfilmentMethod]):
    """A way to reach customers is no longer offered."""

    name = "way.retired"
    schema = 1

    fulfilment_method_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentMethodBroughtBack(Event[FulfilmentMethod]):
    """A way to reach customers is offered again."""

    name = "way.brought_back"
    schema = 1

    fulfilment_method_id: int
    code: str
