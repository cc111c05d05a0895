"""Write down what became of a message after it had left (F3)."""

from datetime import datetime
from enum import Enum

from kept.journal.events import Event
from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.messages.events import MessageBounced, MessageComplained, MessageDelivered
from kept.messages.models import Message
from kept.messages.references import Sending
from kept.messages.reports import Report, is_forward, is_noted
from kept.messages.steps import record_resolution
from kept.stores.actor import Actor
from kept.stores.roles import May

State = Message.State
_EVENTS: dict[Report, type[MessageDelivered] | type[MessageBounced] | type[MessageComplained]] = {
    Report.DELIVERED: MessageDelivered,
    Report.BOUNCED: MessageBounced,
    Report.COMPLAINED: MessageComplained,
}


class Effect(Enum):
    """The effect of a report."""

    WRITTEN = "written"
    KNOWN = "known already, or overtaken by what is known"
    TOO_EARLY = "the message is just being handed over"
    OF_AN_EARLIER_SENDING = "the message has been sent again since"


def record_delivery_report(
    *, actor: Actor, sending: Sending, report: Report, reason: str, at: datetime, now: datetime
) -> Effect:
    """Bring the message on to what is reported, if it is not further already. The same report again changes nothing.

    `reason`: the other side's words. `at`: when it happened. Raises NotFound for unknown and foreign messages alike.
    """
    actor.require(May.CHANGE_ORDERS)
    with durable():
        message = (
            Message.objects.select_for_update().filter(pk=sending.message_id, store_id=actor.store_id).first()
        )
        if message is None:
            raise NotFound
        if message.resends != sending.resends:
            return Effect.OF_AN_EARLIER_SENDING
        if message.state == State.SENDING:
            return Effect.TOO_EARLY
        if is_noted(message, report):
            message.report = reason
            message.save(update_fields=["report"])
            return Effect.WRITTEN
        if not is_forward(message, report):
            return Effect.KNOWN
        _bring_on(message, report, reason, at, now)
        record(_event(message, report), actor=actor, now=now, subject=message)
    return Effect.WRITTEN


def _bring_on(message: Message, report: Report, reason: str, at: datetime, now: datetime) -> None:
    if report is Report.BOUNCED:
        message.failed_at = now
    elif message.failed_at is not None and message.state not in (State.HANDED_OVER, State.DELIVERED):
        record_resolution(message, "arrived", now=now)
    message.state, message.reported_at = State(report.value), at
    message.report = "" if report is Report.DELIVERED else reason  # "250 OK" tells nobody anything
    message.handed_over_at = message.handed_over_at or at
    message.save(update_fields=["state", "report", "reported_at", "handed_over_at", "failed_at"])


def _event(message: Message, report: Report) -> Event[Message]:
    return _EVENTS[report](
        order_id=message.order_id,
        customer_id=message.customer_id,
        message_id=message.pk,
        kind=message.kind,
        to=message.to,
    )
