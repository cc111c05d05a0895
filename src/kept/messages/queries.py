"""Reads: where messages stand, for `kept check`."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from kept.messages.models import Message


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages should have left, since when the oldest waits, and why one of them does."""

    count: int
    oldest: datetime | None
    why: str


def backlog(before: datetime) -> Backlog:
    """What was due before that moment and has not left yet, in all stores."""
    found = Message.objects.filter(
        state__in=[Message.State.QUEUED, Message.State.SENDING], due_at__lte=before, queued_at__lte=before
    ).aggregate(count=Count("pk"), oldest=Min("queued_at"), why=Max("last_error"))
    return Backlog(found["count"], found["oldest"], found["why"] or "")
