"""The shape of every event: a frozen dataclass, named in the past tense by the package it belongs to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Generic, Protocol, TypeVar

S = TypeVar("S")
# Turns an event's data at one schema into its data at the next.
Upgrade = Callable[[Mapping[str, Any]], dict[str, Any]]


def renamed(before: str, after: str) -> Upgrade:
    """Make the upgrade by which a field has another name."""
    return lambda data: {after if name == before else name: value for name, value in data.items()}


class ActorInfo(Protocol):
    """The actor of an event, as far as the journal knows them: stores.Actor is one."""

    @property
    def kind(self) -> str: ...

    @property
    def store_id(self) -> int: ...

    @property
    def id(self) -> int | None: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Generic[S]):
    """Something that happened in a store to an S: `class OrderPlaced(Event[Order])`.

    Fields are plain values without contact details. `name` is the event's public name, in the journal and for
    programs; it stays when the class is renamed. `schema` counts the shapes that the event's data has had in the
    journal; `upgrades` makes data of the first into data of the second, and so on up to today's (reading.py).
    `webhook`: whether programs are told.
    """

    name: ClassVar[str]
    schema: ClassVar[int]
    upgrades: ClassVar[tuple[Upgrade, ...]] = ()
    webhook: ClassVar[bool] = False

    order_id: int | None = None
    customer_id: int | None = None

    def data(self) -> dict[str, Any]:
        """Return the fields that are the event's own."""
        names = _own_fields(type(self))  # type: ignore[arg-type]  # mypy doubts that a class can be a key
        return {name: getattr(self, name) for name in names}


E_co = TypeVar("E_co", bound=Event[Any], covariant=True)


@dataclass(frozen=True, slots=True)
class Happened(Generic[E_co]):
    """An event with its actor, time and subject: the argument of a reaction."""

    event: E_co
    id: int
    store_id: int
    actor: ActorInfo
    at: datetime
    about: Any

    @property
    def subject(self: "Happened[Event[S]]") -> S:
        """The row that the event is about, as it stands after the change; its type stands on the event's class."""
        subject: S = self.about
        return subject


@cache
def _own_fields(kind: type[Event[Any]]) -> tuple[str, ...]:
    shared = {field.name for field in fields(Event)}
    return tuple(field.name for field in fields(kind) if field.name not in shared)
