"""The outcomes of a delivery, and what follows for its endpoint."""

from datetime import datetime
from functools import partial

from kept.kit.outcomes import Outcome, done, failed, retry
from kept.webhooks.models import TRIES_AFTER, Delivery
from kept.webhooks.writes import record_arrival, record_failure

# The endpoint says that it wants no more.
GONE = 410


def delivered(delivery: Delivery, *, status: int, now: datetime) -> Outcome:
    """Return the outcome of a delivery that arrived."""
    return done(
        delivery,
        Delivery.State.DELIVERED,
        follows=partial(record_arrival, delivery.endpoint_id),
        response_status=status,
        last_error="",
        delivered_at=now,
    )


def not_delivered(delivery: Delivery, *, status: int | None, why: str, now: datetime) -> Outcome:
    """Return the outcome of a delivery that did not arrive: another try later, or failed after the last."""
    is_gone = status == GONE
    follow_up = partial(record_failure, delivery.endpoint_id, why=why, is_gone=is_gone, now=now)
    if is_gone or delivery.attempts > len(TRIES_AFTER):
        return failed(delivery, why=why, follows=follow_up, due_at=now, response_status=status)
    until = now + TRIES_AFTER[delivery.attempts - 1]
    return retry(delivery, why=why, until=until, follows=follow_up, response_status=status)
