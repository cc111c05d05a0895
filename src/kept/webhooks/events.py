"""Events of a store's endpoints, in the past tense. `host` is the address without its path."""

from dataclasses import dataclass

from kept.journal.events import Event
from kept.stores.models import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointAdded(Event[Store]):
    """An address is told what happens from now on."""

    name = "endpoint.added"
    schema = 1

    endpoint_id: int
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChanged(Event[Store]):
    """An address that is told moved, is told other events, or was switched on or off. `changed` names what."""

    name = "endpoint.changed"
    schema = 1

    endpoint_id: int
    host: str
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRemoved(Event[Store]):
    """An address is told nothing any more."""

    name = "endpoint.removed"
    schema = 1

    endpoint_id: int
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointPaused(Event[Store]):
    """An address is told nothing for now, because nothing has arrived there for too long."""

    name = "endpoint.paused"
    schema = 1

    endpoint_id: int
    host: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRepeated(Event[Store]):
    """Somebody asked for an event to be sent to an address again."""

    name = "delivery.repeated"
    schema = 1

    endpoint_id: int
    delivery_id: int
