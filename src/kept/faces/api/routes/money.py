"""The money of an order: what came in, line by line, and writing down more of it (D2, D5, D6)."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kept.faces.api.auth import Caller, caller
from kept.faces.api.guarding import guarded
from kept.faces.api.reading import order_tag
from kept.faces.api.replies import reply, seen
from kept.faces.api.shapes import money as shape
from kept.faces.api.words import WHOLE, Given, Number, OneOf, text
from kept.faces.api.writing import Done
from kept.kit.money import LARGEST
from kept.orders.locks import lock_order
from kept.orders.models import Order
from kept.orders.queries import order_for
from kept.payments.actions.record_payment import LONGEST_CAUSE, LONGEST_NOTE, record_payment
from kept.payments.methods import codes_by_hand
from kept.payments.models import Account, Entry

router = Router()


class PaymentGiven(Given):
    """Money that came in by hand. A `cause` is used once per order: the same payment is not written down twice."""

    amount: Annotated[int, Field(ge=1, le=LARGEST, description="Integer minor units of the currency."), WHOLE]
    method: Annotated[str, OneOf(codes_by_hand)]
    cause: Annotated[str, text(LONGEST_CAUSE, least=1, examples=["Bank statement 47, line 3"])]
    note: Annotated[str, text(LONGEST_NOTE)] = ""


@router.get("/orders/{number}/payments", response=shape.PaymentsShown, summary="Read its money")
def payments(request: HttpRequest, number: Number) -> HttpResponse:
    """What was agreed, what came in, what is owed, and the ledger behind it, oldest first."""
    return reply(_ledger(order_for(caller(request).actor, number)))


@router.post("/orders/{number}/payments", response={201: shape.PaymentsShown}, summary="Write down a payment")
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


def _ledger(order: Order) -> shape.Plain:
    account = Account.objects.get(order_id=order.pk)
    return shape.payments(account, list(Entry.objects.filter(order_id=order.pk).order_by("id")))
