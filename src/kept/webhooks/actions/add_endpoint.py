"""Tell another address what happens in the store."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.refusals import Invalid
from kept.kit.tokens import seal
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.locks import lock_store
from kept.stores.roles import May
from kept.stores.writes import raise_revision
from kept.webhooks.addresses import validated_url
from kept.webhooks.choices import MOST_ENDPOINTS, validated_events
from kept.webhooks.events import EndpointAdded
from kept.webhooks.models import Endpoint
from kept.webhooks.writes import host_of


@dataclass(frozen=True, slots=True)
class AddedEndpoint:
    """The endpoint, and its secret (`whsec_…`), which is shown this once and never again."""

    endpoint: Endpoint
    secret: str


def add_endpoint(*, actor: Actor, url: str, events: Sequence[str] = (), now: datetime) -> AddedEndpoint:
    """Add an endpoint. `events`: public names; none means every one. Refuses with Invalid."""
    actor.require(May.MANAGE_WEBHOOKS)
    environment = settings.ENVIRONMENT
    address = validated_url(url, private_allowed=environment.demo or environment.webhook_private)
    event_list = validated_events(events)
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    with durable():
        store = lock_store(actor)
        if Endpoint.objects.filter(store=store).count() >= MOST_ENDPOINTS:
            raise Invalid(_("A store has at most %(most)s endpoints."), field="url", most=MOST_ENDPOINTS)
        endpoint = Endpoint.objects.create(
            store=store, url=address, events=event_list, sealed_secret=seal(secret), created_at=now
        )
        raise_revision(store.pk)
        record(
            EndpointAdded(endpoint_id=endpoint.pk, host=host_of(address)), actor=actor, now=now, subject=store
        )
    return AddedEndpoint(endpoint, secret)
