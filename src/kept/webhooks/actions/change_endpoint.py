"""Change where an endpoint is, what it is told, or whether; switching it on ends a pause."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.stores.writes import raise_revision
from kept.webhooks.addresses import validated_url
from kept.webhooks.choices import validated_events
from kept.webhooks.events import EndpointChanged
from kept.webhooks.models import Endpoint
from kept.webhooks.writes import host_of, lock_endpoint


def change_endpoint(
    *,
    actor: Actor,
    endpoint_id: int,
    url: str | None = None,
    events: Sequence[str] | None = None,
    active: bool | None = None,
    now: datetime,
) -> Endpoint:
    """Change what is named; None leaves it. Refuses with Invalid or NotFound."""
    actor.require(May.MANAGE_WEBHOOKS)
    environment = settings.ENVIRONMENT
    anywhere = environment.demo or environment.webhook_private
    with durable():
        endpoint = lock_endpoint(actor, endpoint_id)
        before = (endpoint.url, endpoint.events, endpoint.active and endpoint.paused_at is None)
        if url is not None:
            endpoint.url = validated_url(url, private_allowed=anywhere)
        if events is not None:
            endpoint.events = validated_events(events)
        if active is not None:
            endpoint.active = active
        if active:
            endpoint.paused_at = endpoint.failing_since = None
        after = (endpoint.url, endpoint.events, endpoint.active and endpoint.paused_at is None)
        names = ("url", "events", "active")
        changed = [name for name, old, new in zip(names, before, after, strict=True) if old != new]
        if changed:
            endpoint.save()
            raise_revision(endpoint.store_id)
            record(
                EndpointChanged(endpoint_id=endpoint.pk, host=host_of(endpoint.url), changed=changed),
                actor=actor,
                now=now,
                subject=endpoint.store,
            )
    return endpoint
