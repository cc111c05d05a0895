"""What belongs to an order: its versions, its line of time, what the buyer asked, what was sent."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.fields import Number, RowId
from kept.faces.api.operations import operation
from kept.faces.api.orders import record_serializers as about
from kept.faces.api.orders.guarding import guarded
from kept.faces.api.orders.inputs import AnswerGiven, RequestGiven
from kept.faces.api.orders.reading import SEES_MONEY, SEES_TEXTS, order_tag
from kept.faces.api.orders.related_outputs import (
    EventPage,
    LinkShown,
    MessagePage,
    MessageShown,
    RequestPage,
    RequestShown,
    VersionList,
    VersionShown,
)
from kept.faces.api.orders.serializers import permalink
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.responses import reply, seen
from kept.faces.api.values import page
from kept.faces.api.writing import Done, write
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
    id="about.versions",
    scopes={May.READ_ORDERS},
    response=VersionList,
    summary="Read its versions",
)
def versions(request: HttpRequest, number: Number) -> HttpResponse:
    """Every version that was agreed, oldest first."""
    order = order_for(caller(request).actor, number)
    return reply({"items": [about.version(row) for row in versions_of(order)]})


@operation(
    router.get,
    "/orders/{number}/versions/{version}",
    id="about.one_version",
    scopes={May.READ_ORDERS},
    response=VersionShown,
    summary="Read one version",
)
def one_version(request: HttpRequest, number: Number, version: Number) -> HttpResponse:
    """A version with its terms, as they were frozen."""
    order = order_for(caller(request).actor, number)
    row = Confirmation.objects.filter(order=order, version=version).first()
    if row is None:
        raise NotFound
    return reply(about.version_with_terms(row))


@operation(
    router.get,
    "/orders/{number}/events",
    id="about.events",
    scopes={May.READ_ORDERS},
    response=EventPage,
    summary="Read its line of time",
)
def events(request: HttpRequest, number: Number, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """Everything that happened to the order, oldest first; payments for a key with `money:read`."""
    actor = caller(request).actor
    order, money = order_for(actor, number), actor.may(SEES_MONEY)
    shown = [event for event in events_with_payloads() if money or event not in MONEY_EVENTS]
    found = Entry.objects.of(*shown).filter(order_id=order.pk, pk__gt=int(cursor or 0)).order_by("id")
    entries, following = cut(found, limit, lambda entry: entry.pk)
    return reply(page([about.event(entry, money=money) for entry in entries], following))


@operation(
    router.get,
    "/orders/{number}/messages",
    id="about.messages",
    scopes={May.READ_ORDERS},
    response=MessagePage,
    summary="Read what was sent",
)
def messages(request: HttpRequest, number: Number, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """The messages about the order, oldest first, as they were sent; what they say for a key with `customers:read`."""
    actor = caller(request).actor
    order, text = order_for(actor, number), actor.may(SEES_TEXTS)
    found = Message.objects.filter(order_id=order.pk, pk__gt=int(cursor or 0)).defer("html").order_by("id")
    rows, following = cut(found, limit, lambda row: row.pk)
    return reply(page([about.message(row, text=text) for row in rows], following))


@operation(
    router.get,
    "/orders/{number}/requests",
    id="about.requests",
    scopes={May.READ_ORDERS},
    response=RequestPage,
    summary="Read what the buyer asked",
)
def requests(request: HttpRequest, number: Number, cursor: Cursor = None, limit: Limit = 50) -> HttpResponse:
    """What the buyer asked or said about the order, oldest first."""
    order = order_for(caller(request).actor, number)
    found = Request.objects.filter(order=order, pk__gt=int(cursor or 0)).order_by("id")
    rows, following = cut(found, limit, lambda row: row.pk)
    return reply(page([about.request(row) for row in rows], following))


@operation(
    router.post,
    "/orders/{number}/requests",
    id="about.ask",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    creates={"request_id": "/id"},
    response={201: RequestShown},
    summary="Pass on a request",
    example={"kind": "change", "text": "Could it be three bouquets?"},
)
def ask(request: HttpRequest, number: Number, asked: RequestGiven) -> HttpResponse:
    """Write down what the buyer asked, the moment it was asked. The store answers it."""

    def work(who: Caller, now: datetime) -> Done:
        made = make_request(
            actor=who.actor,
            number=number,
            kind=asked.kind,
            text=asked.text,
            channel=asked.channel,
            seen=seen(request),
            now=now,
        )
        tag, where = order_tag(who.actor, made.order), f"/api/v1/orders/{number}/requests"
        return 201, about.request(made), {"ETag": tag, "Location": where}

    return guarded(request, number, work)


@operation(
    router.post,
    "/orders/{number}/requests/{request_id}/answer",
    id="about.answer",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    response=RequestShown,
    summary="Answer a request",
    example={"answer": "answered", "text": "Gladly. The new confirmation is on its way."},
)
def answer(request: HttpRequest, number: Number, request_id: RowId, given: AnswerGiven) -> HttpResponse:
    """Agree, decline or answer, once; the buyer is told.

    With `If-Match` you answer to the order you looked at: one that was changed since refuses with 412.
    """

    def work(who: Caller, now: datetime) -> Done:
        answered = answer_request(
            actor=who.actor,
            number=number,
            request_id=request_id,
            answer=given.answer,
            text=given.text,
            seen=seen(request),
            now=now,
        )
        return 200, about.request(answered), {"ETag": order_tag(who.actor, answered.order)}

    return guarded(request, number, work)


@operation(
    router.post,
    "/orders/{number}/messages/{message_id}/retry",
    id="about.again",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    response=MessageShown,
    summary="Send a message again",
)
def again(request: HttpRequest, number: Number, message_id: RowId) -> HttpResponse:
    """A message that failed or came back is queued once more, as it was written."""

    def work(who: Caller, now: datetime) -> Done:
        order = order_for(who.actor, number)
        queued = try_again(actor=who.actor, order_id=order.pk, message_id=message_id, now=now)
        return 200, about.message(queued, text=who.actor.may(SEES_TEXTS)), {}

    return write(request, work)


@operation(
    router.post,
    "/orders/{number}/link",
    id="about.new_link",
    scopes={May.READ_ORDERS, May.CHANGE_ORDERS},
    guarded=True,
    response=LinkShown,
    summary="Replace its link",
)
def new_link(request: HttpRequest, number: Number) -> HttpResponse:
    """The buyer's order page moves to a new address, and the old one opens nothing any more."""

    def work(who: Caller, now: datetime) -> Done:
        order, token = replace_link(actor=who.actor, number=number, seen=seen(request), now=now)
        return 200, {"permalink_url": permalink(token)}, {"ETag": order_tag(who.actor, order)}

    return guarded(request, number, work)
