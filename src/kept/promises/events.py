"""What can happen to a store's rhythm, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSet(Event):
    """The store works at other times. `hours`: "weekday opens–closes"."""

    hours: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureAdded(Event):
    """A day on which the store does not work."""

    day: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRemoved(Event):
    """The store works on that day after all."""

    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayAdded(Event):
    """Orders can reach customers in one more way."""

    way_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayChanged(Event):
    """A way is different. Agreed orders keep what it was."""

    way_id: int
    code: str
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayRetired(Event):
    """A way is no longer offered."""

    way_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBroughtBack(Event):
    """A way is offered again."""

    way_id: int
    code: str
