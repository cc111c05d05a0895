"""The operations on the money of an order: read its ledger, record a payment (D2, D5, D6)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.fields import Number
from kept.faces.api.operations import operation
from kept.faces.api.orders.guarding import write_order
from kept.faces.api.orders.reading import order_tag
from kept.faces.api.payments.examples import RECORD
from kept.faces.api.payments.schemas import PaymentInput, PaymentsOut, payments_out
from kept.faces.api.responses import if_match, json_response
from kept.faces.api.writing import WriteResult
from kept.orders.locks import lock_order
from kept.orders.models import Order
from kept.orders.queries import order_for
from kept.payments.actions.record_payment import record_payment
from kept.payments.models import Account, Entry
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/orders/{number}/payments",
    id="payments.get",
    scopes={May.READ_ORDERS, May.READ_MONEY},
    response=PaymentsOut,
    summary="Read its money",
)
def get_payments(request: HttpRequest, number: Number) -> HttpResponse:
    """Read what was agreed, what came in, what is owed, and the ledger behind it, oldest first."""
    return json_response(_payments_of(order_for(caller_of(request).actor, number)))


@operation(
    router.post,
    "/orders/{number}/payments",
    id="payments.record",
    scopes={May.READ_ORDERS, May.READ_MONEY, May.RECORD_MONEY},
    guarded=True,
    response={201: PaymentsOut},
    summary="Record a payment",
    example=RECORD,
)
def record(request: HttpRequest, number: Number, body: PaymentInput) -> HttpResponse:
    """Record cash at the counter or on delivery, or a transfer that arrived. Never more than is owed."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        order = lock_order(caller.actor, number, seen=if_match(request))
        account = record_payment(
            actor=caller.actor,
            order_id=order.pk,
            amount=body.amount,
            method=body.method,
            cause=body.reference,
            note=body.note,
            now=now,
        )
        tag = order_tag(caller.actor, order, account.received)
        return 201, _payments_of(order), {"ETag": tag, "Location": f"/api/v1/orders/{number}/payments"}

    return write_order(request, number, perform)


def _payments_of(order: Order) -> PaymentsOut:
    account = Account.objects.get(order_id=order.pk)
    return payments_out(account, list(Entry.objects.filter(order_id=order.pk).order_by("id")))
