"""The step by which reactions hand events to a store's endpoints."""

from datetime import datetime

from kept.kit.caches import Cache
from kept.kit.queue import AT_ONCE, NewRow
from kept.stores.models import Store
from kept.webhooks.models import Delivery, Endpoint

Endpoints = tuple[tuple[int, str], ...]

# (id, events) of each endpoint that was on when the store had this id, address and revision.
_endpoints: Cache[tuple[int, str, int], Endpoints] = Cache(most=1000)


def deliveries(*, store: Store, journal_id: int, event: str, now: datetime) -> list[NewRow]:
    """Return a delivery for each endpoint that asked for this event, still to be written.

    A store without endpoints, the usual case, costs no statement: endpoints are kept in memory under the
    store's `revision`, which every change of them raises.
    """
    endpoint_ids = [pk for pk, events in _endpoints_of(store) if not events or f" {event} " in events]
    return [
        NewRow(
            Delivery,
            {
                "store_id": store.pk,
                "endpoint_id": endpoint,
                "journal_id": journal_id,
                "due_at": AT_ONCE,
                "queued_at": now,
            },
        )
        for endpoint in endpoint_ids
    ]


def _endpoints_of(store: Store) -> Endpoints:
    key = (store.pk, store.slug, store.revision)
    endpoints = _endpoints.get(key)
    if endpoints is None:
        enabled = Endpoint.objects.filter(store=store, active=True, paused_at=None)
        endpoints = tuple(enabled.values_list("pk", "events"))
        _endpoints.put(key, endpoints)
    return endpoints
