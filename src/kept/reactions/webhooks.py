"""The reaction that tells programs: every event goes to the endpoints that asked for it."""

from kept.journal.events import Happened
from kept.kit.queue import NewRow
from kept.stores.models import Store
from kept.webhooks.steps import deliveries


def tell_programs(happened: Happened) -> list[NewRow]:
    """Nothing for a store without endpoints."""
    subject = happened.subject
    return deliveries(
        store=subject if isinstance(subject, Store) else subject.store,
        journal_id=happened.id,
        event=type(happened.event).__name__,
        now=happened.at,
    )
