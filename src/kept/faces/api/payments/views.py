"""The money of an order: what came in, line by line, and writing down more of it (D2, D5, D6)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.faces.api.auth import Caller, caller
from kept.faces.api.fields import Number
from kept.faces.api.operations import operation
from kept.faces.api.orders.guarding import guarded
from kept.faces.api.orders.reading import order_tag
from kept.faces.api.payments import schemas as shape
from kept.faces.api.payments.examples import RECORD
from kept.faces.api.payments.schemas import PaymentGiven
from kept.faces.api.responses import reply, seen
from kept.faces.api.values import Plain
from kept.faces.api.writing import Done
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
    id="money.payments",
    scopes={May.READ_ORDERS, May.READ_MONEY},
    response=shape.PaymentsShown,
    summary="Read its money",
)
def payments(request: HttpRequest, number: Number) -> HttpResponse:
    """What was agreed, what came in, what is owed, and the ledger behind it, oldest first."""
    return reply(_ledger(order_for(caller(request).actor, number)))


@operation(
    router.post,
    "/orders/{number}/payments",
    id="money.record",
    scopes={May.READ_ORDERS, May.READ_MONEY, May.RECORD_MONEY},
    guarded=True,
    response={201: shape.PaymentsShown},
    summary="Write down a payment",
    example=RECORD,
)
def record(request: HttpRequest, number: Number, given: PaymentGiven) -> HttpResponse:
    """Cash at the counter or on delivery, or a transfer that arrived. Never more than is owed."""

    def work(who: Caller, now: datetime) -> Done:
        order = lock_order(who.actor, number, seen=seen(request))
        account = record_payment(
            actor=who.actor,
            order_id=order.pk,
            amount=given.amount,
            method=given.method,
            cause=given.cause,
            note=given.note,
            now=now,
        )
        tag = order_tag(who.actor, order, account.received)
        return 201, _ledger(order), {"ETag": tag, "Location": f"/api/v1/orders/{number}/payments"}

    return guarded(request, number, work)


def _ledger(order: Order) -> Plain:
    account = Account.objects.get(order_id=order.pk)
    return shape.payments(account, list(Entry.objects.filter(order_id=order.pk).order_by("id")))
