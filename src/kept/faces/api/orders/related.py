"""The operations on what belongs to an order: its versions, events, messages, requests and link."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.fields import Number, RowId
from kept.faces.api.operations import operation
from kept.faces.api.orders.guarding import write_order
from kept.faces.api.orders.inputs import AnswerInput, RequestInput
from kept.faces.api.orders.reading import SEES_MONEY, SEES_TEXTS, order_tag
from kept.faces.api.orders.related_outputs import (
    EventPage,
    LinkOut,
    MessageOut,
    MessagePage,
    RequestOut,
    RequestPage,
    VersionList,
    VersionOut,
)
from kept.faces.api.orders.related_serializers import (
    event_out,
    message_out,
    request_out,
    version_out,
    version_summary_out,
)
from kept.faces.api.orders.serializers import permalink
from kept.faces.api.paging import Cursor, Limit, page_response
from kept.faces.api.responses import if_match, json_response
from kept.faces.api.writing import WriteResult, write
from kept.journal.models import Entry
from kept.kit.refusals import NotFound
from kept.messages.actions.try_again import try_again
from kept.messages.models import Message
from kept.orders.actions.answer_request import answer_request
from kept.orders.actions.make_request import make_request
from kept.orders.actions.replace_link import replace_link
from kept.orders.models import Confirmation, Request
from kept.orders.queries import order_for, versions_of
from kept.payments.events import MONEY_EVENTS
from kept.stores.roles import May
from kept.webhooks.payloads import events_with_payloads

router = Router()


@operation(
    router.get,
    "/orders/{number}/versions",
    id="order_versions.list",
    scopes={May.READ_ORDERS},
    response=VersionList,
    summary="Read its versions",
)
def list_versions(request: HttpRequest, number: Number) -> HttpResponse:
    """Read every version that was agreed, oldest first."""
    order = order_for(caller_of(request).actor, number)
    return json_response({"items": [version_summary_out(row) for row in versions_of(order)]})


@operation(
    router.get,
    "/orders/{number}/versions/{version}",
    id="order_versions.get",
    scopes={May.READ_ORDERS},
    response=VersionOut,
    summary="Read one version",
)
def get_version(request: HttpRequest, number: Number, version: Number) -> HttpResponse:
    """Read a version with its terms, as they were frozen."""
    order = order_for(caller_of(request).actor, number)
    row = Confirmation.objects.filter(order=order, version=version).first()
    if row is None:
        raise NotFound
    return json_response(version_out(row))


@operation(
    router.get,
    "/orders/{number}/events",
    id="order_events.list",
    scopes={May.READ_ORDERS},
    response=EventPage,
    summary="Read its events",
)
def list_events(
    request: HttpRequest, number: Number, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """Read everything that happened to the order, oldest first; payments for a key with `money:read`."""
    actor = caller_of(request).actor
    order, money = order_for(actor, number), actor.may(SEES_MONEY)
    visible = [event for event in events_with_payloads() if money or event not in MONEY_EVENTS]
    entries = Entry.objects.of(*visible).filter(order_id=order.pk)
    return page_response(
        entries, cursor, limit, lambda page: [event_out(entry, money=money) for entry in page]
    )


@operation(
    router.get,
    "/orders/{number}/messages",
    id="order_messages.list",
    scopes={May.READ_ORDERS},
    response=MessagePage,
    summary="Read its messages",
)
def list_messages(
    request: HttpRequest, number: Number, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """Read the messages about the order, oldest first, as sent; their texts for a key with `customers:read`."""
    actor = caller_of(request).actor
    order, text = order_for(actor, number), actor.may(SEES_TEXTS)
    rows = Message.objects.filter(order_id=order.pk).defer("html")
    return page_response(rows, cursor, limit, lambda page: [message_out(row, text=text) for row in page])


@operation(
    router.get,
    "/orders/{number}/requests",
    id="order_requests.list",
    scopes={May.READ_ORDERS},
    response=RequestPage,
    summary="Read its requests",
)
def list_requests(
    request: HttpRequest, number: Number, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """Read what the buyer asked or said about the order, oldest first."""
    order = order_for(caller_of(request).actor, number)
    rows = Request.objects.filter(order=order)
    return page_response(rows, cursor, limit, lambda page: [request_out(row) for row in page])


@operation(
    router.post,
    "/orders/{number}/requests",
    id="order_requests.create",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    creates={"request_id": "/id"},
    response={201: RequestOut},
    summary="Pass on a request",
    example={"kind": "change", "text": "Could it be three bouquets?"},
)
def create_request(request: HttpRequest, number: Number, body: RequestInput) -> HttpResponse:
    """Write down what the buyer asked, the moment it was asked. The store answers it."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        row = make_request(
            actor=caller.actor,
            number=number,
            kind=body.kind,
            text=body.text,
            channel=body.channel,
            seen=if_match(request),
            now=now,
        )
        headers = {
            "ETag": order_tag(caller.actor, row.order),
            "Location": f"/api/v1/orders/{number}/requests",
        }
        return 201, request_out(row), headers

    return write_order(request, number, perform)


@operation(
    router.post,
    "/orders/{number}/requests/{request_id}/answer",
    id="order_requests.answer",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    response=RequestOut,
    summary="Answer a request",
    example={"answer": "answered", "text": "Gladly. The new confirmation is on its way."},
)
def answer_order_request(
    request: HttpRequest, number: Number, request_id: RowId, body: AnswerInput
) -> HttpResponse:
    """Agree, decline or answer, once; the buyer is told.

    With `If-Match` you answer to the order you looked at: one that was changed since refuses with 412.
    """

    def perform(caller: Caller, now: datetime) -> WriteResult:
        row = answer_request(
            actor=caller.actor,
            number=number,
            request_id=request_id,
            answer=body.answer,
            text=body.text,
            seen=if_match(request),
            now=now,
        )
        return 200, request_out(row), {"ETag": order_tag(caller.actor, row.order)}

    return write_order(request, number, perform)


@operation(
    router.post,
    "/orders/{number}/messages/{message_id}/retry",
    id="order_messages.retry",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=MessageOut,
    summary="Send a message again",
)
def retry_message(request: HttpRequest, number: Number, message_id: RowId) -> HttpResponse:
    """Queue a message that failed or came back once more, as it was written."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        order = order_for(caller.actor, number)
        message = try_again(actor=caller.actor, order_id=order.pk, message_id=message_id, now=now)
        return 200, message_out(message, text=caller.actor.may(SEES_TEXTS)), {}

    return write(request, perform)


@operation(
    router.post,
    "/orders/{number}/link",
    id="orders.replace_link",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    response=LinkOut,
    summary="Replace its link",
)
def replace_order_link(request: HttpRequest, number: Number) -> HttpResponse:
    """Move the buyer's order page to a new address; the old one opens nothing any more."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        order, token = replace_link(actor=caller.actor, number=number, seen=if_match(request), now=now)
        return 200, {"permalink_url": permalink(token)}, {"ETag": order_tag(caller.actor, order)}

    return write_order(request, number, perform)
