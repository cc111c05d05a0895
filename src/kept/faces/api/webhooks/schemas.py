"""The requests and replies about webhook endpoints and deliveries."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from kept.faces.api.fields import Input, one_of
from kept.faces.api.values import Timestamp, timestamp
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


class WebhookEndpointInput(Input):
    """An address that events are sent to. `events`: their types (`GET /webhook-event-types`); none means every one."""

    url: Url
    events: Events = []


class WebhookEndpointUpdate(Input):
    """The fields of an endpoint to change; what is left out stays. `active: true` also ends a pause."""

    url: Url | None = None
    events: Events | None = None
    active: bool | None = None


class WebhookEventTypesOut(TypedDict):
    """The types of events."""

    items: list[str]


class WebhookEndpointOut(TypedDict):
    """An address that events are sent to.

    `failing_since`: nothing has arrived since; `paused_at`: so nothing is sent.
    """

    id: int
    url: str
    events: list[str]
    active: bool
    failing_since: Timestamp | None
    paused_at: Timestamp | None
    created_at: Timestamp


class WebhookEndpointCreatedOut(WebhookEndpointOut):
    """A new endpoint, with the secret that verifies what it is sent (Standard Webhooks)."""

    secret: str


class WebhookEndpointPage(TypedDict):
    """A page of endpoints."""

    items: list[WebhookEndpointOut]
    next_cursor: str | None


class WebhookDeliveryOut(TypedDict):
    """An event on its way to an endpoint.

    `webhook_id` is the header it carries, however often it is sent.
    """

    id: int
    webhook_id: str
    event_id: str
    type: str | None
    state: Annotated[str, one_of(Delivery.State)]
    attempts: int
    response_status: int | None
    last_error: str
    queued_at: Timestamp
    due_at: Timestamp
    delivered_at: Timestamp | None


class WebhookDeliveryPage(TypedDict):
    """A page of deliveries, newest first."""

    items: list[WebhookDeliveryOut]
    next_cursor: str | None


def webhook_endpoint_out(row: Endpoint) -> WebhookEndpointOut:
    """Return an endpoint without its secret."""
    return {
        "id": row.pk,
        "url": row.url,
        "events": row.events.split(),
        "active": row.active,
        "failing_since": timestamp(row.failing_since),
        "paused_at": timestamp(row.paused_at),
        "created_at": timestamp(row.created_at),
    }


def webhook_deliveries_out(rows: Sequence[Delivery]) -> list[WebhookDeliveryOut]:
    """Return deliveries with the types of their events: one statement for all of them."""
    events = {row.journal_id for row in rows}
    names = dict(Entry.objects.filter(pk__in=events).values_list("pk", "name"))
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
            "queued_at": timestamp(row.queued_at),
            "due_at": timestamp(max(row.due_at, row.queued_at)),
            "delivered_at": timestamp(row.delivered_at),
        }
        for row in rows
    ]
