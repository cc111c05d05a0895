"""Declare what follows from an event: `on(OrderPlaced, does=(…), tells=(…))`, grouped into stories.

A reaction that **does** calls steps of packages and may record further events. One that **tells** returns rows for the
workers. The type checker refuses a reaction whose parameter is not this event, or an event about the same thing:
`Happened[OrderPlaced]` and `Happened[Event[Order]]` may stand at `OrderPlaced`, `Happened[Event[Product]]` may not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from kept.journal.events import Event, Happened
from kept.kit.queue import NewRow

E = TypeVar("E", bound=Event[Any])


@dataclass(frozen=True, slots=True)
class Reactions(Generic[E]):
    """One row of the process: an event, and what follows from it, in this order."""

    event: type[E]
    does: tuple[Callable[[Happened[E]], None], ...]
    tells: tuple[Callable[[Happened[E]], Sequence[NewRow]], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Rows of the process that belong together for a merchant."""

    title: str
    rows: tuple[Reactions[Any], ...]


Table = Mapping[type[Event[Any]], Reactions[Any]]

_table: Table = {}
_by_name: Mapping[str, type[Event[Any]]] = {}


def install(table: Table) -> None:
    """Hand over the reactions table. Called once, by config."""
    global _table, _by_name
    _table, _by_name = table, {event.name: event for event in table}


def reactions_to(event: type[E]) -> Reactions[E]:
    """Return what follows from an event. Raises KeyError for one that does not stand in the table."""
    return _table[event]


def event_named(name: str) -> type[Event[Any]] | None:
    """Return the event of this public name; None where there is none."""
    return _by_name.get(name)


def events_for_programs() -> list[type[Event[Any]]]:
    """Return the events that programs are told, by name."""
    return sorted((event for event in _table if event.webhook), key=lambda event: event.name)


def on(
    event: type[E],
    *,
    does: Iterable[Callable[[Happened[E]], None]] = (),
    tells: Iterable[Callable[[Happened[E]], Sequence[NewRow]]] = (),
) -> Reactions[E]:
    """Declare what follows from an event; nothing where it is only stored."""
    return Reactions(event, tuple(does), tuple(tells))


def story(title: str, *rows: Reactions[Any]) -> Story:
    """Group rows under a title."""
    return Story(title, rows)


def merge_stories(
    stories: Iterable[Story], *, tell_programs: Callable[[Happened[Any]], Sequence[NewRow]]
) -> Table:
    """Make one table of all stories; events that are for programs tell them, too.

    Raises ValueError for an event that stands in two rows, for two events of one name, and for one that has not an
    upgrade for each of its schemas but the last.
    """
    table: dict[type[Event[Any]], Reactions[Any]] = {}
    names: dict[str, type[Event[Any]]] = {}
    for row in (row for each in stories for row in each.rows):
        if row.event in table:
            raise ValueError(
                f"{row.event.__name__} stands in two rows; what follows from it belongs into one."
            )
        if row.event.name in names:
            raise ValueError(f"{row.event.__name__} and {names[row.event.name].__name__} have one name.")
        if len(row.event.upgrades) != row.event.schema - 1:
            raise ValueError(f"{row.event.__name__} cannot read what was written at each of its schemas.")
        names[row.event.name] = row.event
        tells = (*row.tells, tell_programs) if row.event.webhook else row.tells
        table[row.event] = replace(row, tells=tells)
    return table
