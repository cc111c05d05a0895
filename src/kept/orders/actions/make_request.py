"""The customer asks for a change, or writes to the store: recorded the moment it is made (A6)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.refusals import Invalid
from kept.kit.text import paragraphs
from kept.kit.transactions import durable
from kept.orders.agreement.inputs import LONGEST_TEXT
from kept.orders.events import RequestMade
from kept.orders.lifecycle import can_be_changed
from kept.orders.locks import lock_order
from kept.orders.models import Request
from kept.orders.refusals import CannotChange
from kept.orders.steps import prove_by_mail
from kept.stores.actor import Actor, Kind
from kept.stores.roles import May

MOST_OPEN = 20


def make_request(
    *, actor: Actor, number: int, kind: str, text: str, channel: str, seen: int | None = None, now: datetime
) -> Request:
    """Write down what the customer asked. `kind` is a Request.Kind.

    Refuses empty and endless texts with Invalid, and with CannotChange to ask for a change of what has left, is done or
    is cancelled. `seen` is the order's revision that was looked at; a newer one refuses with SomebodyWasFaster.
    """
    if actor.kind != Kind.CUSTOMER:
        actor.require(May.CHANGE_ORDERS)
    request_text = paragraphs(text, LONGEST_TEXT, "text")
    if not request_text:
        raise Invalid(_("Write what you would like, in your own words."), field="text")
    with durable():
        order = lock_order(actor, number, seen=seen)
        if kind == Request.Kind.CHANGE and not can_be_changed(order):
            raise CannotChange(status=order.status)
        if order.requests.filter(answer=Request.Answer.OPEN).count() >= MOST_OPEN:
            raise Invalid(
                _("The store has not answered your earlier messages yet. Please call instead."), field="text"
            )
        prove_by_mail(order, actor=actor, now=now)
        request = Request.objects.create(
            store_id=order.store_id,
            order=order,
            kind=Request.Kind(kind),
            text=request_text,
            channel=channel,
            asked_by=actor.name,
            asked_at=now,
        )
        order.revision += 1
        order.changed_at = now
        order.save(update_fields=["revision", "changed_at"])
        record(
            RequestMade(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                request_id=request.pk,
                kind=request.kind,
                channel=channel,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return request
