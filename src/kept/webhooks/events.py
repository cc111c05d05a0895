"""What can happen to a store's endpoints, in the past tense. `host` is the address without its path."""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointAdded(Event):
    """An address is told what happens from now on."""

    endpoint_id: int
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChanged(Event):
    """Another address, other events, switched on or off. `changed` names what."""

    endpoint_id: int
    host: str
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRemoved(Event):
    """An address is told nothing any more."""

    endpoint_id: int
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointPaused(Event):
    """Nothing is sent for now, because nothing has arrived for too long."""

    endpoint_id: int
    host: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRepeated(Event):
    """Somebody asked for an event to be sent to an endpoint again."""

    endpoint_id: int
    delivery_id: int
