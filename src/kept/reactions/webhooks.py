"""The reaction that tells programs: every event goes to the endpoints that asked for it."""

from kept.journal.events import Happened
from kept.stores.models import Store
from kept.webhooks.steps import queue_deliveries


def tell_programs(happened: Happened) -> None:
    """No statement for a store without endpoints, one for a store with one or ten."""
    subject = happened.subject
    queue_deliveries(
        store=subject if isinstance(subject, Store) else subject.store,
        journal_id=happened.id,
        event=type(happened.event).__name__,
        now=happened.at,
    )
