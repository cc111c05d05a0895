"""The payload of an event for programs: a shape of its own, so that a field renamed in Kept keeps its name there.

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
    """Install the payload of each event. Called once, by config."""
    global _payloads  # noqa: PLW0603  (the composition root sets it before the first request)
    _payloads = payloads


def payload(
    event: type[E], build: Callable[[E], Payload]
) -> tuple[type[Event[Any]], Callable[[Any], Payload]]:
    """Declare the payload of one event."""
    return event, build


def payload_of(entry: Entry) -> Payload:
    """Return the payload of a row of the journal. Raises KeyError for an event that is not for programs."""
    event = event_of(entry)
    return _payloads[type(event)](event)


def events_with_payloads() -> list[type[Event[Any]]]:
    """Return the events that programs may read: those of webhooks, and all others of an order."""
    return list(_payloads)
