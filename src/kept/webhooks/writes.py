"""Writes of endpoints and deliveries, for the worker and the actions."""

from datetime import datetime, timedelta

from django.db.models import Q

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import require_transaction
from kept.stores.actor import Actor, system
from kept.stores.writes import raise_revision
from kept.webhooks.events import EndpointPaused
from kept.webhooks.models import Endpoint

# An endpoint at which nothing has arrived for so long is left alone until somebody looks.
PAUSED_AFTER = timedelta(days=3)


def lock_endpoint(actor: Actor, endpoint_id: int) -> Endpoint:
    """Return one of the store's endpoints, locked. Raises NotFound for unknown and foreign alike."""
    require_transaction()
    endpoints = Endpoint.objects.select_for_update().filter(store_id=actor.store_id)
    endpoint = endpoints.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    return endpoint


def record_arrival(endpoint_id: int) -> None:
    """Record that a delivery has arrived: the endpoint fails no longer."""
    require_transaction()
    Endpoint.objects.filter(~Q(failing_since=None), pk=endpoint_id).update(failing_since=None)


def record_failure(endpoint_id: int, *, why: str, is_gone: bool, now: datetime) -> None:
    """Record that a delivery has not arrived; after days of that, or when the endpoint wants no more, it is paused."""
    require_transaction()
    endpoint = Endpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if endpoint is None or endpoint.paused_at is not None:
        return
    since = endpoint.failing_since = endpoint.failing_since or now
    if is_gone or now - since >= PAUSED_AFTER:
        _pause(endpoint, why=why, now=now)
    endpoint.save(update_fields=["failing_since", "paused_at"])


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
    """Return the address without its path, which may hold a secret."""
    return "/".join(url.split("/", 3)[:3])
