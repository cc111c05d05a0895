"""Messages as queued work: written from their facts, and handed over to the mail server.

The pump is kit/pump.py; what became of messages is written down by outcomes.py. Who dies before the server's answer is
on file (postmarks.py) repeats that message, under its Message-ID.
"""

import logging
import time
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from kept.adapters.mailer import Mailer, Refused, TryAgain, Unreachable
from kept.kit.outcomes import Outcome
from kept.kit.pump import Pump, QueueConsumer, ReceiverUnavailable
from kept.messages import outbox
from kept.messages.links import token_in, with_token
from kept.messages.message_context import MessageContext, contexts_for
from kept.messages.mime import Envelope, as_bytes, message_id, thread_id
from kept.messages.models import Message
from kept.messages.outcomes import BatchingOutcomeWriter
from kept.messages.references import reference
from kept.messages.rendering import Rendered, render

log = logging.getLogger(__name__)


class MessageConsumer(QueueConsumer[Message, MessageContext]):
    """Messages: claimed in the order in which they are to leave, written, and handed over to a mail server."""

    model = Message
    lease_seconds = 45.0  # longer than any single hand-over can take

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    def claim_due(self, now: datetime, *, limit: int, skipping: Collection[int] = ()) -> list[Message]:
        """Claim what is due, and return what of it leaves now."""
        del skipping
        return outbox.claim_due(now, limit=limit, lease_seconds=self.lease_seconds)

    def prepare(self, rows: Sequence[Message], now: datetime) -> Mapping[int, MessageContext]:
        """Read what the messages are about."""
        del now
        return contexts_for(rows)

    def ordering_key(self, row: Message) -> Hashable:
        """Messages to one side of an order leave in their order."""
        return (row.order_id or -row.pk, row.to)

    def retry(self, row: Message, *, why: str, now: datetime) -> Outcome:
        """Another try later; when that comes to an end, staff hear of it."""
        return outbox.retry(row, None, row.message_id, why=why, now=now)

    def on_idle(self) -> None:
        """Close a connection that has been idle for long."""
        self._mailer.rest()

    def hand_over(self, row: Message, prepared: MessageContext | None, now: datetime) -> Outcome:
        """Write one message and hand it over."""
        if prepared is None:
            why = "What this message is about is no longer there."
            return outbox.failed(row, None, "", why=why, now=now)
        mail_id = message_id(row)
        try:
            rendered = _written_before(row) or render(row, prepared)
            mail = as_bytes(_envelope(row, prepared, mail_id), _with_secrets(row, rendered, prepared), at=now)
        except Exception as error:  # one that cannot be written must not hold up those behind it
            log.exception("Message %s could not be written.", row.pk)
            why = f"It could not be written: {error!r}."
            return outbox.failed(row, None, mail_id, why=why, now=now)
        try:
            self._mailer.hand_over(
                sender=settings.ENVIRONMENT.mail_from,
                recipient=row.address,
                mail=mail,
                reference=reference(row),
            )
        except Unreachable as error:
            raise ReceiverUnavailable(str(error)) from error
        except Refused as error:
            log.warning("Message %s was refused: %s", row.pk, error)
            return outbox.failed(row, rendered, mail_id, why=str(error), now=now)
        except TryAgain as error:
            return outbox.retry(row, rendered, mail_id, why=str(error), now=now)
        return outbox.handed_over(row, rendered, mail_id, now=now)


def message_pump(
    mailer: Mailer,
    *,
    outcomes: BatchingOutcomeWriter | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Pump[Message, MessageContext]:
    """The pump of the messages. Its outcomes may be written by a second thread, too (outcomes.py)."""
    return Pump(MessageConsumer(mailer), clock=clock, outcomes=outcomes or BatchingOutcomeWriter())


def _written_before(message: Message) -> Rendered | None:
    """Return what an earlier try already rendered."""
    if not message.text:
        return None
    return Rendered(message.subject, message.text, message.html)


def _with_secrets(message: Message, rendered: Rendered, context: MessageContext) -> Rendered:
    """Put the link's secret into what goes out: it goes to its owner and to nobody else."""
    is_in_context = message.to == Message.To.CUSTOMER or message.store_id is None
    token = context.get("token") if is_in_context else token_in(message.facts)
    if not token:
        return rendered
    return replace(rendered, text=with_token(rendered.text, token), html=with_token(rendered.html, token))


def _envelope(message: Message, context: MessageContext, mail_id: str) -> Envelope:
    store = context["store"]
    reply_to, one_order = store["email"], not context.get("orders")
    if message.to == Message.To.STORE and context.get("terms") and one_order:
        reply_to = context["terms"]["customer"]["email"] or reply_to
    return Envelope(
        sender=settings.ENVIRONMENT.mail_from,
        sender_name=store["name"],
        recipient=message.address,
        reply_to=reply_to,
        message_id=mail_id,
        thread=thread_id(message) if one_order else "",
    )
