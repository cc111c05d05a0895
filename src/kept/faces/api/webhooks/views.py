"""The operations on webhook endpoints, and on what was delivered to them."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.fields import RowId
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, page_response
from kept.faces.api.responses import json_response
from kept.faces.api.webhooks.examples import ENDPOINT, ENDPOINT_CHANGE
from kept.faces.api.webhooks.schemas import (
    WebhookDeliveryOut,
    WebhookDeliveryPage,
    WebhookEndpointCreatedOut,
    WebhookEndpointInput,
    WebhookEndpointOut,
    WebhookEndpointPage,
    WebhookEndpointUpdate,
    WebhookEventTypesOut,
    webhook_deliveries_out,
    webhook_endpoint_out,
)
from kept.faces.api.writing import WriteResult, write
from kept.stores.roles import May
from kept.webhooks.actions.add_endpoint import add_endpoint
from kept.webhooks.actions.change_endpoint import change_endpoint
from kept.webhooks.actions.redeliver import redeliver
from kept.webhooks.actions.remove_endpoint import remove_endpoint
from kept.webhooks.queries import deliveries_to, endpoint_for, endpoints_of, event_names

router = Router()


@operation(
    router.get,
    "/webhook-event-types",
    id="webhook_event_types.list",
    scopes={May.MANAGE_WEBHOOKS},
    response=WebhookEventTypesOut,
    summary="Read the types of events",
)
def list_event_types(request: HttpRequest) -> HttpResponse:
    """List every type of event that an endpoint can ask for."""
    return json_response({"items": event_names()})


@operation(
    router.get,
    "/webhook-endpoints",
    id="webhook_endpoints.list",
    scopes={May.MANAGE_WEBHOOKS},
    response=WebhookEndpointPage,
    summary="Read endpoints",
)
def list_endpoints(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """List every address that events are sent to."""
    rows = endpoints_of(caller_of(request).actor)
    return page_response(rows, cursor, limit, lambda page: [webhook_endpoint_out(row) for row in page])


@operation(
    router.post,
    "/webhook-endpoints",
    id="webhook_endpoints.create",
    scopes={May.MANAGE_WEBHOOKS},
    creates={"endpoint_id": "/id"},
    response={201: WebhookEndpointCreatedOut},
    summary="Add an endpoint",
    example=ENDPOINT,
)
def create(request: HttpRequest, body: WebhookEndpointInput) -> HttpResponse:
    """Send events to an address from now on. `secret` verifies what it is sent; it is shown this once."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        added = add_endpoint(actor=caller.actor, url=body.url, events=body.events, now=now)
        headers = {"Location": f"/api/v1/webhook-endpoints/{added.endpoint.pk}"}
        created: WebhookEndpointCreatedOut = {
            **webhook_endpoint_out(added.endpoint),
            "secret": added.secret,
        }
        return 201, created, headers

    return write(request, perform)


@operation(
    router.get,
    "/webhook-endpoints/{endpoint_id}",
    id="webhook_endpoints.get",
    scopes={May.MANAGE_WEBHOOKS},
    response=WebhookEndpointOut,
    summary="Read an endpoint",
)
def get_endpoint(request: HttpRequest, endpoint_id: RowId) -> HttpResponse:
    """Get an address that events are sent to, and how it is doing."""
    return json_response(webhook_endpoint_out(endpoint_for(caller_of(request).actor, endpoint_id)))


@operation(
    router.patch,
    "/webhook-endpoints/{endpoint_id}",
    id="webhook_endpoints.update",
    scopes={May.MANAGE_WEBHOOKS},
    response=WebhookEndpointOut,
    summary="Change an endpoint",
    example=ENDPOINT_CHANGE,
)
def update(request: HttpRequest, endpoint_id: RowId, body: WebhookEndpointUpdate) -> HttpResponse:
    """Set another address or other events, or switch it on or off."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        endpoint = change_endpoint(
            actor=caller.actor,
            endpoint_id=endpoint_id,
            url=body.url,
            events=body.events,
            active=body.active,
            now=now,
        )
        return 200, webhook_endpoint_out(endpoint), {}

    return write(request, perform)


@operation(
    router.delete,
    "/webhook-endpoints/{endpoint_id}",
    id="webhook_endpoints.delete",
    scopes={May.MANAGE_WEBHOOKS},
    response={204: None},
    summary="Remove an endpoint",
)
def delete(request: HttpRequest, endpoint_id: RowId) -> HttpResponse:
    """Send nothing to an address any more."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        remove_endpoint(actor=caller.actor, endpoint_id=endpoint_id, now=now)
        return 204, None, {}

    return write(request, perform)


@operation(
    router.get,
    "/webhook-endpoints/{endpoint_id}/deliveries",
    id="webhook_deliveries.list",
    scopes={May.MANAGE_WEBHOOKS},
    response=WebhookDeliveryPage,
    summary="Read deliveries",
)
def list_deliveries(
    request: HttpRequest, endpoint_id: RowId, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """List what was sent to an endpoint, or is queued, newest first."""
    rows = deliveries_to(caller_of(request).actor, endpoint_id)
    return page_response(rows, cursor, limit, webhook_deliveries_out, by="-pk")


@operation(
    router.post,
    "/webhook-endpoints/{endpoint_id}/deliveries/{delivery_id}/redelivery",
    id="webhook_deliveries.retry",
    scopes={May.MANAGE_WEBHOOKS},
    response=WebhookDeliveryOut,
    summary="Deliver again",
)
def retry(request: HttpRequest, endpoint_id: RowId, delivery_id: RowId) -> HttpResponse:
    """Send an event to an endpoint again, under the same `webhook-id`."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        delivery = redeliver(actor=caller.actor, endpoint_id=endpoint_id, delivery_id=delivery_id, now=now)
        return 200, webhook_deliveries_out([delivery])[0], {}

    return write(request, perform)
