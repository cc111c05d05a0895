"""Reads: a store's endpoints and what was sent to them."""

from django.db.models import OuterRef, QuerySet, Subquery

from kept.journal.models import Entry
from kept.journal.reactions import events_for_programs
from kept.kit.refusals import NotFound
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.webhooks.models import Delivery, Endpoint


def endpoints_of(actor: Actor) -> QuerySet[Endpoint]:
    """Return the store's endpoints, for an actor who may manage them."""
    actor.require(May.MANAGE_WEBHOOKS)
    return Endpoint.objects.filter(store_id=actor.store_id).order_by("id")


def endpoint_for(actor: Actor, endpoint_id: int) -> Endpoint:
    """Return one of the store's endpoints. Raises NotFound for unknown and foreign alike."""
    endpoint = endpoints_of(actor).filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    return endpoint


def deliveries_to(actor: Actor, endpoint_id: int) -> QuerySet[Delivery]:
    """Return the deliveries to one of the store's endpoints, sent or queued, newest first. Raises NotFound.

    Each with `event`, the public name of what happened.
    """
    entries = Entry.objects.filter(pk=OuterRef("journal_id"))
    deliveries = Delivery.objects.filter(endpoint=endpoint_for(actor, endpoint_id))
    return deliveries.annotate(event=Subquery(entries.values("name")[:1])).order_by("-id")


def event_names() -> list[str]:
    """Return the public names of the events that endpoints can ask for."""
    return [event.name for event in events_for_programs()]
