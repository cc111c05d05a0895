"""Tell an address nothing any more; what was sent to it is forgotten with it."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.stores.writes import raise_revision
from kept.webhooks.events import EndpointRemoved
from kept.webhooks.writes import host_of, lock_endpoint


def remove_endpoint(*, actor: Actor, endpoint_id: int, now: datetime) -> None:
    """Remove an endpoint and its deliveries. Refuses with NotFound."""
    actor.require(May.MANAGE_WEBHOOKS)
    with durable():
        endpoint = lock_endpoint(actor, endpoint_id)
        store = endpoint.store
        event = EndpointRemoved(endpoint_id=endpoint.pk, host=host_of(endpoint.url))
        endpoint.delete()
        raise_revision(store.pk)
        record(event, actor=actor, now=now, subject=store)
