"""Endpoints and deliveries as they are sent and shown."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from kept.faces.api.fields import Given, Shown
from kept.faces.api.values import Plain, Stamp, stamp
from kept.journal.models import Entry
from kept.webhooks.addresses import LONGEST
from kept.webhooks.models import Delivery, Endpoint

EventName = Annotated[
    str,
    Field(max_length=60, pattern=r"^[a-z_]+\.[a-z_]+$", examples=["order.confirmed"]),
]


Events = Annotated[list[EventName], Field(max_length=60)]


Url = Annotated[
    str,
    Field(max_length=LONGEST, pattern=r"^https?://[!-\[\]-~]+$", examples=["https://example.com/webhooks"]),
]


class EndpointAsked(Given):
    """An address to be told. `events`: which types (`GET /webhook-event-types`); none means every one."""

    url: Url
    events: Events = []


class EndpointWanted(Given):
    """What should be different; what is left out stays. `active: true` also ends a pause."""

    url: Url | None = None
    events: Events | None = None
    active: bool | None = None


class EventTypes(Shown):
    """Types of events."""

    items: list[str]


class EndpointShown(Shown):
    """An address that is told.

    `failing_since`: nothing has arrived since; `paused_at`: so nothing is sent.
    """

    id: int
    url: str
    events: list[str]
    active: bool
    failing_since: Stamp | None
    paused_at: Stamp | None
    created_at: Stamp


class EndpointMade(EndpointShown):
    """A new endpoint, with the secret that verifies what it is sent (Standard Webhooks)."""

    secret: str


class EndpointPage(Shown):
    """A page of endpoints."""

    items: list[EndpointShown]
    next_cursor: str | None


class DeliveryShown(Shown):
    """One event on its way to one endpoint.

    `webhook_id` is the header it carries, however often it is sent.
    """

    id: int
    webhook_id: str
    event_id: str
    type: str | None
    state: Literal["queued", "sending", "delivered", "failed"]
    attempts: int
    response_status: int | None
    last_error: str
    queued_at: Stamp
    due_at: Stamp
    delivered_at: Stamp | None


class DeliveryPage(Shown):
    """A page of deliveries, newest first."""

    items: list[DeliveryShown]
    next_cursor: str | None


def endpoint(row: Endpoint) -> Plain:
    """An endpoint without its secret."""
    return {
        "id": row.pk,
        "url": row.url,
        "events": row.events.split(),
        "active": row.active,
        "failing_since": stamp(row.failing_since),
        "paused_at": stamp(row.paused_at),
        "created_at": stamp(row.created_at),
    }


def deliveries(rows: Sequence[Delivery]) -> list[Plain]:
    """Deliveries with the types of their events: one statement for all of them."""
    wanted = {row.journal_id for row in rows}
    names = dict(Entry.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return [
        {
            "id": row.pk,
            "webhook_id": f"evt_{row.journal_id}",
            "event_id": str(row.journal_id),
            "type": names.get(row.journal_id),
            "state": row.state,
            "attempts": row.attempts,
            "response_status": row.response_status,
            "last_error": row.last_error,
            "queued_at": stamp(row.queued_at),
            "due_at": stamp(max(row.due_at, row.queued_at)),
            "delivered_at": stamp(row.delivered_at),
        }
        for row in rows
    ]
