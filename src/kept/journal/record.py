"""record(): the only way to write an event, together with everything that follows from it."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from kept.journal.events import ActorInfo, Event, Happened
from kept.journal.models import Entry
from kept.journal.reactions import reactions_to
from kept.kit import rows
from kept.kit.queue import NewRow, enqueue
from kept.kit.transactions import require_transaction

# Events that reactions may record after one call of record(). The longest process of a shop is a handful; whatever
# comes to a hundred goes in a circle.
MOST_CAUSED = 100
# How much of a circle its refusal spells out.
_LONGEST_CHAIN = 8

S = TypeVar("S")


class EventLoop(RuntimeError):
    """Reactions record events whose reactions record events, without end. It is a bug; nothing was kept."""


def record(*events: Event[S], actor: ActorInfo, now: datetime, subject: S) -> None:
    """Write events to the journal and run what follows from them, in the caller's transaction.

    First in, first out: the events' rows, then their reactions one by one, then the events that those have recorded.
    So a reaction that calls this waits its turn. The rows that reactions leave for workers are written at the end, one
    statement for each kind.

    Raises KeyError when an event does not stand in the reactions table, so that none can be forgotten. Raises EventLoop
    when reactions record more than MOST_CAUSED events.
    """
    require_transaction()
    if _this_thread.queue is not None:
        _this_thread.queue.add(events, actor, now, subject)
        return
    queue = _this_thread.queue = _Queue()
    try:
        queue.add(events, actor, now, subject)
        work = queue.run()
    finally:
        _this_thread.queue = None
    enqueue(work)


@dataclass(frozen=True, slots=True)
class _Cause:
    """The event whose reactions are running, and what had caused that."""

    event: type[Event[Any]]
    cause: "_Cause | None"


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The arguments of one call of record(). `cause`: the event of which a reaction called it."""

    events: Sequence[Event[Any]]
    actor: ActorInfo
    now: datetime
    subject: Any
    cause: _Cause | None


class _Queue:
    """The events that one call of record() and its reactions have recorded and that are not in the journal yet."""

    def __init__(self) -> None:
        self._waiting: deque[_Recorded] = deque()
        self._cause: _Cause | None = None
        self._caused = 0

    def add(self, events: Sequence[Event[Any]], actor: ActorInfo, now: datetime, subject: Any) -> None:
        """Put events at the end of the queue."""
        self._waiting.append(_Recorded(events, actor, now, subject, self._cause))

    def run(self) -> list[NewRow]:
        """Work the queue off. Returns the rows that the reactions leave for workers. Raises EventLoop."""
        work: list[NewRow] = []
        while self._waiting:
            work += self._react_to(self._waiting.popleft())
        return work

    def _react_to(self, recorded: _Recorded) -> list[NewRow]:
        self._refuse_a_loop(recorded)
        ids = rows.add(Entry, [_entry(event, recorded.actor, recorded.now) for event in recorded.events])
        work: list[NewRow] = []
        for event, pk in zip(recorded.events, ids, strict=True):
            store_id = recorded.actor.store_id
            happened = Happened(event, pk, store_id, recorded.actor, recorded.now, recorded.subject)
            self._cause = _Cause(type(event), recorded.cause)
            reactions = reactions_to(type(event))
            for does in reactions.does:
                does(happened)
            for tells in reactions.tells:
                work += tells(happened)
        return work

    def _refuse_a_loop(self, recorded: _Recorded) -> None:
        """Raise EventLoop for a circle. Not in add(), where the reaction in the circle could catch it."""
        if recorded.cause is None:
            return
        self._caused += len(recorded.events)
        if self._caused > MOST_CAUSED:
            names = [event.name for event in recorded.events[:1]]
            cause: _Cause | None = recorded.cause
            while cause is not None and len(names) < _LONGEST_CHAIN:
                names.append(cause.event.name)
                cause = cause.cause
            raise EventLoop(
                f"Reactions recorded more than {MOST_CAUSED} events; the last of them recorded each other: "
                f"{' → '.join(reversed(names))}. Nothing was kept."
            )


class _ThisThread(threading.local):
    """The queue that is being worked off in this thread, whose connection has one transaction at a time."""

    queue: _Queue | None = None


_this_thread = _ThisThread()


def _entry(event: Event[Any], actor: ActorInfo, now: datetime) -> dict[str, Any]:
    return {
        "store_id": actor.store_id,
        "order_id": event.order_id,
        "customer_id": event.customer_id,
        "name": event.name,
        "schema": event.schema,
        "data": event.data(),
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "at": now,
    }
