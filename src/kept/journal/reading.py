"""Turn a row of the journal into its event: the one place that knows rows of older schemas."""

from typing import Any

from kept.journal.events import Event
from kept.journal.models import Entry
from kept.journal.reactions import event_named


class UnreadableEntry(RuntimeError):
    """A row of the journal that this version of Kept cannot read: its event is not declared, or is newer."""


def event_of(entry: Entry) -> Event[Any]:
    """Return the event that a row remembers, in today's shape. Raises UnreadableEntry.

    Event classes stay declared: the rows of one that is not could not be read.
    """
    event = event_named(entry.name)
    if event is None:
        raise UnreadableEntry(
            f"No package declares `{entry.name}`, which entry {entry.pk} of the journal remembers."
        )
    if entry.schema > event.schema:
        raise UnreadableEntry(f"Entry {entry.pk} of the journal was written by a newer version of Kept.")
    data = entry.data
    for upgrade in event.upgrades[entry.schema - 1 :]:
        data = upgrade(data)
    return event(order_id=entry.order_id, customer_id=entry.customer_id, **data)
