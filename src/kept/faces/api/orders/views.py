"""The operations on orders: quote, place, list, get."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.fields import BIGGEST_ID, Number, text
from kept.faces.api.operations import operation
from kept.faces.api.orders.examples import ORDER, QUOTE
from kept.faces.api.orders.inputs import OrderInput, QuoteInput
from kept.faces.api.orders.outputs import OrderOut, OrderPage, OrderStatus, QuoteOut
from kept.faces.api.orders.reading import SEES_MONEY, open_findings, order_tag
from kept.faces.api.orders.serializers import (
    order_out,
    order_summary_out,
    placed_order_out,
    quote_out,
    received_with,
)
from kept.faces.api.paging import Cursor, Limit, page_response
from kept.faces.api.responses import conditional_response, json_response
from kept.faces.api.writing import WriteResult, write_with_shared_commit
from kept.orders.actions.place_order import place_order
from kept.orders.agreement.quote import price_order
from kept.orders.queries import order_for, reachable
from kept.payments.models import Account
from kept.stores.roles import May

router = Router()


@operation(
    router.post,
    "/quotes",
    id="quotes.create",
    scopes={May.PLACE_ORDERS},
    asks=True,
    response=QuoteOut,
    summary="Quote an order",
    example=QUOTE,
)
def create_quote(request: HttpRequest, body: QuoteInput) -> HttpResponse:
    """Reckon sums, tax and promise for these lines, without placing anything."""
    caller = caller_of(request)
    quote = price_order(
        actor=caller.actor,
        store=caller.store,
        lines=[line.values() for line in body.line_items],
        fulfilment=body.fulfillment.values(),
        now=timezone.now(),
    )
    return json_response(quote_out(quote, caller.store))


@operation(
    router.post,
    "/orders",
    id="orders.place",
    scopes={May.PLACE_ORDERS},
    tagged=True,
    creates={"number": "/number", "customer_id": "/buyer/id"},
    response={201: OrderOut},
    summary="Place an order",
    example=ORDER,
)
def place(request: HttpRequest, body: OrderInput) -> HttpResponse:
    """Place an order, on any channel: it is agreed, confirmed (or put under review), and its goods are taken.

    With `channel` `counter` the buyer may stay unknown: leave out `buyer`, or send a `name` alone.
    """

    def perform(caller: Caller, now: datetime) -> WriteResult:
        placed = place_order(
            actor=caller.actor,
            store=caller.store,
            channel=body.channel,
            lines=[line.values() for line in body.line_items],
            customer=body.buyer.values(),
            fulfilment=body.fulfillment.values(),
            payment=body.payment_method,
            note=body.note,
            language=body.language,
            expected_total=body.expected_total,
            now=now,
        )
        tag = order_tag(caller.actor, placed.order, received_with(placed), findings=0)
        headers = {"ETag": tag, "Location": f"/api/v1/orders/{placed.order.number}"}
        return 201, placed_order_out(placed, money=caller.actor.may(SEES_MONEY)), headers

    return write_with_shared_commit(request, perform)


@operation(
    router.get,
    "/orders",
    id="orders.list",
    scopes={May.READ_ORDERS},
    response=OrderPage,
    summary="Read orders, newest first",
)
def list_orders(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    status: OrderStatus | None = None,
    email: Annotated[str | None, text(254)] = None,
    customer: Annotated[int | None, Field(ge=1, le=BIGGEST_ID)] = None,
) -> HttpResponse:
    """List the orders, newest first: all, or those of one status, e-mail address or customer."""
    orders = reachable(caller_of(request).actor)
    if status:
        orders = orders.filter(status=status)
    if email:
        orders = orders.filter(email=email.strip().lower())
    if customer:
        orders = orders.filter(customer_id=customer)
    return page_response(
        orders, cursor, limit, lambda page: [order_summary_out(order) for order in page], by="-number"
    )


@operation(
    router.get,
    "/orders/{number}",
    id="orders.get",
    scopes={May.READ_ORDERS},
    response={200: OrderOut, 304: None},
    summary="Read an order",
)
def get_order(request: HttpRequest, number: Number) -> HttpResponse:
    """Get the order as it stands. `If-None-Match` with its ETag answers 304 when nothing changed."""
    actor = caller_of(request).actor
    order = order_for(actor, number)
    account, findings = Account.objects.get(order_id=order.pk), open_findings(actor, order)
    tag = order_tag(actor, order, account.received, findings=findings)
    return conditional_response(
        request,
        tag,
        lambda: order_out(order, account, money=actor.may(SEES_MONEY), open_findings=findings),
    )
