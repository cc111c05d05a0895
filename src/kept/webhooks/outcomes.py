"""What can become of a delivery, and what that says of its endpoint."""

from datetime import datetime, timedelta
from functools import partial

from kept.kit.outcomes import Outcome, done, failed, retry
from kept.webhooks.models import Delivery
from kept.webhooks.writes import note_failure, record_arrival

# When the next try follows, after so many: the schedule that Standard Webhooks recommends, about three days
# in all.
TRIES_AFTER = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)),
    *(timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24)),
)
# The endpoint says that it wants no more.
GONE = 410


def delivered(delivery: Delivery, *, status: int, now: datetime) -> Outcome:
    """It arrived, and the endpoint is well."""
    return done(
        delivery,
        Delivery.State.DELIVERED,
        follows=partial(record_arrival, delivery.endpoint_id),
        response_status=status,
        last_error="",
        delivered_at=now,
    )


def not_delivered(delivery: Delivery, *, status: int | None, why: str, now: datetime) -> Outcome:
    """It did not arrive: another try later, or the end; an endpoint at which nothing arrives for long is paused."""
    is_gone = status == GONE
    note = partial(note_failure, delivery.endpoint_id, why=why, is_gone=is_gone, now=now)
    if is_gone or delivery.attempts > len(TRIES_AFTER):
        return failed(delivery, why=why, follows=note, due_at=now, response_status=status)
    until = now + TRIES_AFTER[delivery.attempts - 1]
    return retry(delivery, why=why, until=until, follows=note, response_status=status)
