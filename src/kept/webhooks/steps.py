"""The step by which reactions hand events to a store's endpoints."""

from datetime import datetime

from kept.kit.queue import AT_ONCE, NewRow
from kept.stores.models import Store
from kept.webhooks.models import Delivery, Endpoint

# Store → its address and revision, and (id, events) of each endpoint that was on at that revision.
_known: dict[int, tuple[tuple[str, int], tuple[tuple[int, str], ...]]] = {}


def deliveries(*, store: Store, journal_id: int, event: str, now: datetime) -> list[NewRow]:
    """A delivery for each endpoint that asked for this event, still to be written down.

    A store without endpoints, the usual case, costs no statement: endpoints are kept in memory under the
    store's `revision`, which every change of them raises.
    """
    asked = [pk for pk, events in _endpoints(store) if not events or f" {event} " in events]
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


def _endpoints(store: Store) -> tuple[tuple[int, str], ...]:
    as_of = (store.slug, store.revision)
    known = _known.get(store.pk)
    if known and known[0] == as_of:
        return known[1]
    on = Endpoint.objects.filter(store=store, active=True, paused_at=None)
    endpoints = tuple(on.values_list("pk", "events"))
    _known[store.pk] = (as_of, endpoints)
    return endpoints
