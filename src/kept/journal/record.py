"""record(): the one way an event comes into the world, together with everything that follows from it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kept.journal.events import Event, Happened, Who
from kept.journal.models import Entry
from kept.kit import rows
from kept.kit.queue import NewRow, enqueue
from kept.kit.transactions import require_transaction

# What follows from an event: at once, by itself, or later, by a worker, for which it returns the work.
Reaction = Callable[[Happened], Sequence[NewRow]]
Table = Mapping[type[Event], Sequence[Reaction]]

_table: Table = {}


def install(table: Table) -> None:
    """Hand over the reactions table. Called once, by config."""
    global _table  # noqa: PLW0603  (the composition root sets it before the first request)
    _table = table


def record(*events: Event, actor: Who, now: datetime, subject: Any = None) -> None:
    """Write events to the journal and run their reactions, in the caller's transaction.

    The work that the reactions leave for workers is written after the last of them, one statement for each kind.

    Raises KeyError when an event does not stand in the reactions table: forgetting is not possible.
    """
    require_transaction()
    ids = rows.add(Entry, [_entry(event, actor, now) for event in events])
    work: list[NewRow] = []
    for event, pk in zip(events, ids, strict=True):
        happened = Happened(event, pk, actor.store_id, actor, now, subject)
        for reaction in _table[type(event)]:
            work += reaction(happened)
    enqueue(work)


def events_followed_by(reaction: str) -> frozenset[str]:
    """The names of the events after which the reaction of this name runs."""
    return frozenset(
        event.__name__
        for event, reactions in _table.items()
        if any(getattr(each, "__name__", "") == reaction for each in reactions)
    )


def _entry(event: Event, actor: Who, now: datetime) -> dict[str, Any]:
    return {
        "store_id": actor.store_id,
        "order_id": event.order_id,
        "customer_id": event.customer_id,
        "name": type(event).__name__,
        "data": event.data(),
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "at": now,
    }
