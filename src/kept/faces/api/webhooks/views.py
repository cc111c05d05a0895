"""Webhooks: who is told what happens, and what became of each telling."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.fields import RowId
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.responses import reply
from kept.faces.api.values import page
from kept.faces.api.webhooks import schemas as shape
from kept.faces.api.webhooks.examples import ENDPOINT, ENDPOINT_CHANGE
from kept.faces.api.webhooks.schemas import EndpointAsked, EndpointWanted
from kept.faces.api.writing import Done, write
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
    id="webhooks.event_types",
    scopes={May.MANAGE_WEBHOOKS},
    response=shape.EventTypes,
    summary="Read the types of events",
)
def event_types(request: HttpRequest) -> HttpResponse:
    """Every type of event that an endpoint can ask for."""
    return reply({"items": event_names()})


@operation(
    router.get,
    "/webhook-endpoints",
    id="webhooks.endpoints",
    scopes={May.MANAGE_WEBHOOKS},
    response=shape.EndpointPage,
    summary="Read endpoints",
)
def endpoints(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """Every address that is told."""
    found = endpoints_of(caller(request).actor).filter(pk__gt=int(cursor or 0))
    rows, following = cut(found, limit, lambda row: row.pk)
    return reply(page([shape.endpoint(row) for row in rows], following))


@operation(
    router.post,
    "/webhook-endpoints",
    id="webhooks.add",
    scopes={May.MANAGE_WEBHOOKS},
    creates={"endpoint_id": "/id"},
    response={201: shape.EndpointMade},
    summary="Add an endpoint",
    example=ENDPOINT,
)
def add(request: HttpRequest, asked: EndpointAsked) -> HttpResponse:
    """Tell an address from now on. `secret` verifies what it is sent; it is shown this once."""

    def work(who: Caller, now: datetime) -> Done:
        made = add_endpoint(actor=who.actor, url=asked.url, events=asked.events, now=now)
        headers = {"Location": f"/api/v1/webhook-endpoints/{made.endpoint.pk}"}
        return 201, {**shape.endpoint(made.endpoint), "secret": made.secret}, headers

    return write(request, work)


@operation(
    router.get,
    "/webhook-endpoints/{endpoint_id}",
    id="webhooks.endpoint",
    scopes={May.MANAGE_WEBHOOKS},
    response=shape.EndpointShown,
    summary="Read an endpoint",
)
def endpoint(request: HttpRequest, endpoint_id: RowId) -> HttpResponse:
    """One address that is told, and how it is doing."""
    return reply(shape.endpoint(endpoint_for(caller(request).actor, endpoint_id)))


@operation(
    router.patch,
    "/webhook-endpoints/{endpoint_id}",
    id="webhooks.change",
    scopes={May.MANAGE_WEBHOOKS},
    response=shape.EndpointShown,
    summary="Change an endpoint",
    example=ENDPOINT_CHANGE,
)
def change(request: HttpRequest, endpoint_id: RowId, asked: EndpointWanted) -> HttpResponse:
    """Another address, other events, on or off."""

    def work(who: Caller, now: datetime) -> Done:
        changed = change_endpoint(
            actor=who.actor,
            endpoint_id=endpoint_id,
            url=asked.url,
            events=asked.events,
            active=asked.active,
            now=now,
        )
        return 200, shape.endpoint(changed), {}

    return write(request, work)


@operation(
    router.delete,
    "/webhook-endpoints/{endpoint_id}",
    id="webhooks.remove",
    scopes={May.MANAGE_WEBHOOKS},
    response={204: None},
    summary="Remove an endpoint",
)
def remove(request: HttpRequest, endpoint_id: RowId) -> HttpResponse:
    """Tell an address nothing any more."""

    def work(who: Caller, now: datetime) -> Done:
        remove_endpoint(actor=who.actor, endpoint_id=endpoint_id, now=now)
        return 204, None, {}

    return write(request, work)


@operation(
    router.get,
    "/webhook-endpoints/{endpoint_id}/deliveries",
    id="webhooks.deliveries",
    scopes={May.MANAGE_WEBHOOKS},
    response=shape.DeliveryPage,
    summary="Read deliveries",
)
def deliveries(
    request: HttpRequest, endpoint_id: RowId, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """What was sent to an endpoint, or waits to be, newest first."""
    found = deliveries_to(caller(request).actor, endpoint_id)
    if cursor:
        found = found.filter(pk__lt=int(cursor))
    rows, following = cut(found, limit, lambda row: row.pk)
    return reply(page(shape.deliveries(rows), following))


@operation(
    router.post,
    "/webhook-endpoints/{endpoint_id}/deliveries/{delivery_id}/redelivery",
    id="webhooks.again",
    scopes={May.MANAGE_WEBHOOKS},
    response=shape.DeliveryShown,
    summary="Deliver again",
)
def again(request: HttpRequest, endpoint_id: RowId, delivery_id: RowId) -> HttpResponse:
    """Send an event to an endpoint again, under the same `webhook-id`."""

    def work(who: Caller, now: datetime) -> Done:
        queued = redeliver(actor=who.actor, endpoint_id=endpoint_id, delivery_id=delivery_id, now=now)
        return 200, shape.deliveries([queued])[0], {}

    return write(request, work)
