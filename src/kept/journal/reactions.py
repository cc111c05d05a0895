"""How it is said what follows from an event: `on(OrderPlaced, does=(…), tells=(…))`, grouped into stories.

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
    """Rows of the process that a merchant would tell together."""

    title: str
    rows: tuple[Reactions[Any], ...]


Table = Mapping[type[Event[Any]], Reactions[Any]]


def on(
    event: type[E],
    *,
    does: Iterable[Callable[[Happened[E]], None]] = (),
    tells: Iterable[Callable[[Happened[E]], Sequence[NewRow]]] = (),
) -> Reactions[E]:
    """Say what follows from an event; nothing, where it is only remembered."""
    return Reactions(event, tuple(does), tuple(tells))


def story(title: str, *rows: Reactions[Any]) -> Story:
    """Group rows under a title."""
    return Story(title, rows)


def merged(stories: Iterable[Story], *, tell_programs: Callable[[Happened[Any]], Sequence[NewRow]]) -> Table:
    """Make one table of all stories; events that are for programs tell them, too.

    Raises ValueError for an event that stands in two rows, and for two events of one name.
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
        names[row.event.name] = row.event
        tells = (*row.tells, tell_programs) if row.event.webhook else row.tells
        table[row.event] = replace(row, tells=tells)
    return table
