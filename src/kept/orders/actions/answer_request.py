"""Answer what a customer asked: agreed, declined, or simply answered; every answer is sent (A6)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.refusals import Invalid
from kept.kit.text import paragraphs
from kept.kit.transactions import durable
from kept.orders.agreement.inputs import LONGEST_TEXT
from kept.orders.events import RequestAnswered
from kept.orders.locks import lock_order, lock_request
from kept.orders.models import Request
from kept.stores.actor import Actor
from kept.stores.roles import May


def answer_request(
    *,
    actor: Actor,
    number: int,
    request_id: int,
    answer: str,
    text: str,
    seen: int | None = None,
    now: datetime,
) -> Request:
    """Answer a request once. `answer` is agreed, declined or answered; `text` is what the customer reads.

    `seen` is the order's revision that the answer was decided on; a newer one refuses with SomebodyWasFaster.
    Refuses with Invalid without a text, or when `answer` is none of these.
    """
    actor.require(May.CHANGE_ORDERS)
    answer_text = paragraphs(text, LONGEST_TEXT, "text")
    if answer not in (Request.Answer.AGREED, Request.Answer.DECLINED, Request.Answer.ANSWERED):
        raise Invalid(_("Say whether you agree, decline, or just answer."), field="answer")
    if not answer_text:
        raise Invalid(_("Write the answer that the customer will read."), field="text")
    with durable():
        order = lock_order(actor, number, seen=seen)
        request = lock_request(order, request_id)
        request.answer, request.answer_text = answer, answer_text
        request.answered_by, request.answered_at = actor.name, now
        request.save()
        order.revision += 1
        order.changed_at = now
        order.save(update_fields=["revision", "changed_at"])
        record(
            RequestAnswered(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                request_id=request.pk,
                answer=answer,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return request
