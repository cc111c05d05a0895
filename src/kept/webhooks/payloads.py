"""What programs are told of an event: a shape of its own, so that a field renamed in Kept keeps its name there.

Which event says what stands above, in reactions/payloads.py; config hands it over.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from kept.journal.events import Event
from kept.journal.models import Entry
from kept.journal.reading import event_of

Payload = dict[str, Any]
Payloads = Mapping[type[Event[Any]], Callable[[Any], Payload]]
E = TypeVar("E", bound=Event[Any])

_payloads: Payloads = {}


def install(payloads: Payloads) -> None:
    """Hand over what programs are told of each event. Called once, by config."""
    global _payloads  # noqa: PLW0603  (the composition root sets it before the first request)
    _payloads = payloads


def payload(
    event: type[E], facts: Callable[[E], Payload]
) -> tuple[type[Event[Any]], Callable[[Any], Payload]]:
    """Say what programs are told of one event."""
    return event, facts


def payload_of(entry: Entry) -> Payload:
    """Return what programs are told of a row of the journal. Raises KeyError for an event that is not for them."""
    event = event_of(entry)
    return _payloads[type(event)](event)


def events_with_payloads() -> list[type[Event[Any]]]:
    """Return the events of which programs may read: those they are told, and the rest of what happens to an order."""
    return list(_payloads)
