"""The reaction that tells programs: every event goes to the endpoints that asked for it."""

from kept.journal.events import Happened
from kept.webhooks.steps import queue_deliveries


def tell_programs(happened: Happened) -> None:
    """One statement whether a store has no endpoint or ten."""
    queue_deliveries(
        store_id=happened.store_id,
        journal_id=happened.id,
        event=type(happened.event).__name__,
        now=happened.at,
    )
