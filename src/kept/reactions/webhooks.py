"""The reaction that delivers an event to the endpoints that asked for it."""

from typing import Any

from kept.journal.events import Event, Happened
from kept.kit.queue import NewRow
from kept.stores.models import Store
from kept.webhooks.steps import deliveries


def tell_programs(happened: Happened[Event[Any]]) -> list[NewRow]:
    """Send the event to the store's endpoints that asked for it; nothing for a store without any."""
    subject = happened.subject
    return deliveries(
        store=subject if isinstance(subject, Store) else subject.store,
        journal_id=happened.id,
        event=happened.event.name,
        now=happened.at,
    )
