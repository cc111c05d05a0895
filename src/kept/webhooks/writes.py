"""What the worker and the actions write about endpoints and deliveries."""

from datetime import datetime, timedelta

from django.db.models import Q

from kept.journal.record import record
from kept.kit.queue import settle
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable, require_transaction
from kept.stores.actor import Actor, system
from kept.stores.writes import raise_revision
from kept.webhooks.events import EndpointPaused
from kept.webhooks.models import Delivery, Endpoint

# When the next try follows, after so many: the schedule that Standard Webhooks recommends, about three days
# in all.
TRIES_AFTER = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)),
    *(timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24)),
)
# An endpoint at which nothing has arrived for so long is left alone until somebody looks.
PAUSED_AFTER = timedelta(days=3)


def lock_endpoint(actor: Actor, endpoint_id: int) -> Endpoint:
    """One of the store's endpoints, locked. Raises NotFound for unknown and foreign alike."""
    require_transaction()
    endpoints = Endpoint.objects.select_for_update().filter(store_id=actor.store_id)
    endpoint = endpoints.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    return endpoint


def write_delivered(delivery: Delivery, *, status: int, now: datetime) -> None:
    """It arrived."""
    with durable():
        if settle(
            delivery,
            delivery.lease,
            state=Delivery.State.DELIVERED,
            response_status=status,
            last_error="",
            delivered_at=now,
        ):
            Endpoint.objects.filter(~Q(failing_since=None), pk=delivery.endpoint_id).update(
                failing_since=None
            )


def write_failed(delivery: Delivery, *, status: int | None, why: str, gone: bool, now: datetime) -> None:
    """It did not arrive: another try later, or the end. `gone`: the endpoint said that it wants no more."""
    over = gone or delivery.attempts > len(TRIES_AFTER)
    with durable():
        if not settle(
            delivery,
            delivery.lease,
            state=Delivery.State.FAILED if over else Delivery.State.QUEUED,
            due_at=now if over else now + TRIES_AFTER[delivery.attempts - 1],
            response_status=status,
            last_error=why[:400],
        ):
            return
        endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
        if endpoint is None or endpoint.paused_at is not None:
            return
        since = endpoint.failing_since = endpoint.failing_since or now
        if gone or now - since >= PAUSED_AFTER:
            _pause(endpoint, why=why, now=now)
        endpoint.save(update_fields=["failing_since", "paused_at"])


def write_given_up(delivery: Delivery, *, why: str, now: datetime) -> None:
    """It is not tried at all: the endpoint is off."""
    with durable():
        settle(delivery, delivery.lease, state=Delivery.State.FAILED, due_at=now, last_error=why[:400])


def _pause(endpoint: Endpoint, *, why: str, now: datetime) -> None:
    endpoint.paused_at = now
    raise_revision(endpoint.store_id)
    record(
        EndpointPaused(endpoint_id=endpoint.pk, host=host_of(endpoint.url), why=why[:200]),
        actor=system(endpoint.store_id),
        now=now,
        subject=endpoint.store,
    )


def host_of(url: str) -> str:
    """The address without its path, which may hold a secret."""
    return "/".join(url.split("/", 3)[:3])
