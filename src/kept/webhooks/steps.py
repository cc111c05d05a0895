"""The step by which reactions hand events to a store's endpoints. It opens no transaction."""

from datetime import datetime

from kept.kit import rows
from kept.kit.transactions import require_transaction
from kept.kit.wake import wake_after_commit
from kept.webhooks.models import Delivery


def queue_deliveries(*, store_id: int, journal_id: int, event: str, now: datetime) -> None:
    """A delivery for each active endpoint that asked for this event. No endpoint, the usual case, costs one
    read."""
    require_transaction()
    endpoints = rows.fetch(
        "SELECT id FROM webhook_endpoint WHERE store_id = %s AND active AND (events = '' OR events LIKE %s)",
        [store_id, f"% {event} %"],
    )
    if not endpoints:
        return
    rows.insert(
        [
            Delivery(store_id=store_id, endpoint_id=endpoint, journal_id=journal_id,
                     state=Delivery.State.QUEUED, due_at=now, queued_at=now)
            for (endpoint,) in endpoints
        ],
        on_conflict="ON CONFLICT (endpoint_id, journal_id) DO NOTHING",
    )  # fmt: skip
    wake_after_commit()
