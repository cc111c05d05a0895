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
    """A delivery for each endpoint that asked for this event, still to be written down.

    A store without endpoints, the usual case, costs no statement: endpoints are kept in memory under the
    store's `revision`, which every change of them raises.
    """
    asked = [pk for pk, events in _endpoints_of(store) if not events or f" {event} " in events]
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
        for endpoint in asked
    ]


def _endpoints_of(store: Store) -> Endpoints:
    as_of = (store.pk, store.slug, store.revision)
    endpoints = _endpoints.get(as_of)
    if endpoints is None:
        on = Endpoint.objects.filter(store=store, active=True, paused_at=None)
        endpoints = tuple(on.values_list("pk", "events"))
        _endpoints.put(as_of, endpoints)
    return endpoints
