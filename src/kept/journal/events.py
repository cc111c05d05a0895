"""The shape of every event: a frozen dataclass, named in the past tense by the package it belongs to."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Protocol


class Who(Protocol):
    """Whoever acts, as far as the journal knows them: stores.Actor is one."""

    @property
    def kind(self) -> str: ...

    @property
    def store_id(self) -> int: ...

    @property
    def id(self) -> int | None: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in a store. Fields are plain values without contact details."""

    order_id: int | None = None
    customer_id: int | None = None

    def data(self) -> dict[str, Any]:
        """The fields that are the event's own."""
        names = _own_fields(type(self))  # type: ignore[arg-type]  # mypy doubts that a class can be a key
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Happened:
    """An event with who, when and what about: what a reaction is given.

    `subject` is the row the event is about (an Order for order events), as it stands after the change.
    """

    event: Event
    id: int
    store_id: int
    actor: Who
    at: datetime
    subject: Any


@cache
def _own_fields(kind: type[Event]) -> tuple[str, ...]:
    shared = {field.name for field in fields(Event)}
    return tuple(field.name for field in fields(kind) if field.name not in shared)
