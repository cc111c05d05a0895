"""Reads: where messages stand, for the desk and for `kept check`."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from kept.messages.models import Message
from kept.stores.actor import Actor


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages should have left by now, and since when the oldest of them waits."""

    count: int
    oldest: datetime | None


def backlog(now: datetime) -> Backlog:
    """What is due and has not left, in all stores. What waits to be merged or withdrawn does not count."""
    found = Message.objects.filter(
        state__in=[Message.State.QUEUED, Message.State.SENDING], due_at__lte=now
    ).aggregate(count=Count("pk"), oldest=Min("queued_at"))
    return Backlog(found["count"], found["oldest"])


def messages_of(actor: Actor, order_id: int) -> QuerySet[Message]:
    """The messages about one order, oldest first. Who may see them is who may see the order."""
    return Message.objects.filter(store_id=actor.store_id, order_id=order_id).order_by("pk")


def failed_in(actor: Actor) -> QuerySet[Message]:
    """The store's messages that did not arrive, newest first."""
    return Message.objects.filter(
        store_id=actor.store_id, state__in=[Message.State.FAILED, Message.State.BOUNCED]
    ).order_by("-pk")
