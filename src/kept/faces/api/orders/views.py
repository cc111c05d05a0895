"""Orders: what one would be, placing one, reading one, reading many."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from kept.faces.api.auth import Caller, caller
from kept.faces.api.fields import BIGGEST_ID, Number, text
from kept.faces.api.operations import operation
from kept.faces.api.orders import serializers as shape
from kept.faces.api.orders.examples import ORDER, QUOTE
from kept.faces.api.orders.inputs import OrderAsked, QuoteAsked
from kept.faces.api.orders.outputs import OrderPage, OrderShown, QuoteShown
from kept.faces.api.orders.reading import SEES_MONEY, open_findings, order_tag
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.responses import reply, shown
from kept.faces.api.values import page
from kept.faces.api.writing import Done, write_with_shared_commit
from kept.orders.actions.place_order import place_order
from kept.orders.agreement.quote import price_order
from kept.orders.queries import order_for, reachable
from kept.payments.models import Account
from kept.stores.roles import May

router = Router()

OrderStatus = Literal["pending", "received", "preparing", "ready", "shipped", "done", "on_hold", "cancelled"]


@operation(
    router.post,
    "/quotes",
    id="orders.quote",
    scopes={May.PLACE_ORDERS},
    asks=True,
    response=QuoteShown,
    summary="What an order would be",
    example=QUOTE,
)
def quote(request: HttpRequest, asked: QuoteAsked) -> HttpResponse:
    """Sums, tax and promise for these lines, without placing anything."""
    who = caller(request)
    made = price_order(
        actor=who.actor,
        store=who.store,
        lines=[line.asked() for line in asked.line_items],
        fulfilment=asked.fulfillment.asked(),
        now=timezone.now(),
    )
    return reply(shape.quoted(made, who.store))


@operation(
    router.post,
    "/orders",
    id="orders.place",
    scopes={May.PLACE_ORDERS},
    tagged=True,
    creates={"number": "/number", "customer_id": "/buyer/id"},
    response={201: OrderShown},
    summary="Place an order",
    example=ORDER,
)
def place(request: HttpRequest, asked: OrderAsked) -> HttpResponse:
    """One door for every channel: the order is agreed, confirmed (or held for review), its goods taken.

    With `channel` `counter` the buyer may stay unknown: leave out `buyer`, or send a `name` alone.
    """

    def work(who: Caller, now: datetime) -> Done:
        made = place_order(
            actor=who.actor,
            store=who.store,
            channel=asked.channel,
            lines=[line.asked() for line in asked.line_items],
            customer=asked.buyer.asked(),
            fulfilment=asked.fulfillment.asked(),
            payment=asked.payment,
            note=asked.note,
            language=asked.language,
            expected_total=asked.expected_total,
            now=now,
        )
        tag = order_tag(who.actor, made.order, shape.received_with(made), findings=0)
        headers = {"ETag": tag, "Location": f"/api/v1/orders/{made.order.number}"}
        return 201, shape.placed(made, money=who.actor.may(SEES_MONEY)), headers

    return write_with_shared_commit(request, work)


@operation(
    router.get,
    "/orders",
    id="orders.read_many",
    scopes={May.READ_ORDERS},
    response=OrderPage,
    summary="Read orders, newest first",
)
def read_many(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    status: OrderStatus | None = None,
    email: Annotated[str | None, text(254)] = None,
    customer: Annotated[int | None, Field(ge=1, le=BIGGEST_ID)] = None,
) -> HttpResponse:
    """A page of orders. `cursor` is the `next_cursor` of the page before."""
    found = reachable(caller(request).actor).order_by("-number")
    if cursor:
        found = found.filter(number__lt=int(cursor))
    if status:
        found = found.filter(status=status)
    if email:
        found = found.filter(email=email.strip().lower())
    if customer:
        found = found.filter(customer_id=customer)
    orders, following = cut(found, limit, lambda order: order.number)
    return reply(page([shape.short(order) for order in orders], following))


@operation(
    router.get,
    "/orders/{number}",
    id="orders.read",
    scopes={May.READ_ORDERS},
    response={200: OrderShown, 304: None},
    summary="Read an order",
)
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """The order as it stands. `If-None-Match` with its ETag answers 304 when nothing changed."""
    actor = caller(request).actor
    found = order_for(actor, number)
    account, findings = Account.objects.get(order_id=found.pk), open_findings(actor, found)
    tag = order_tag(actor, found, account.received, findings=findings)
    return shown(
        request,
        tag,
        lambda: shape.order_in_full(found, account, money=actor.may(SEES_MONEY), findings=findings),
    )
