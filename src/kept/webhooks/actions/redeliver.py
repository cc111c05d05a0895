"""Send an event to an endpoint again."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.notify_workers import notify_after_commit
from kept.kit.queue import AT_ONCE
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.webhooks.events import DeliveryRepeated
from kept.webhooks.models import Delivery
from kept.webhooks.refusals import EndpointIsOff
from kept.webhooks.writes import lock_endpoint


def redeliver(*, actor: Actor, endpoint_id: int, delivery_id: int, now: datetime) -> Delivery:
    """Queue a delivery anew, whatever became of it. One that is still queued leaves at once; one that
    is being sent stays.

    Refuses with NotFound, or EndpointIsOff while nothing is sent there.
    """
    actor.require(May.MANAGE_WEBHOOKS)
    with durable():
        endpoint = lock_endpoint(actor, endpoint_id)
        if not endpoint.active or endpoint.paused_at is not None:
            raise EndpointIsOff
        deliveries = Delivery.objects.select_for_update().filter(endpoint=endpoint, pk=delivery_id)
        delivery = deliveries.first()
        if delivery is None:
            raise NotFound
        if delivery.state != Delivery.State.SENDING:
            delivery.state, delivery.attempts, delivery.due_at = Delivery.State.QUEUED, 0, AT_ONCE
            delivery.save(update_fields=["state", "attempts", "due_at"])
        record(
            DeliveryRepeated(endpoint_id=endpoint.pk, delivery_id=delivery.pk),
            actor=actor,
            now=now,
            subject=endpoint.store,
        )
        notify_after_commit(Delivery.pump)
    return delivery
