"""Try a failed message again, because somebody has put right what stood in its way."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.due import AT_ONCE
from kept.kit.transactions import durable
from kept.kit.wake import wake_after_commit
from kept.messages.events import MessageRetried
from kept.messages.locks import lock_message
from kept.messages.models import Message
from kept.messages.refusals import NothingToRetry
from kept.stores.actor import Actor
from kept.stores.roles import May


def retry_message(*, actor: Actor, message_id: int, now: datetime) -> Message:
    """Queue a failed or bounced message once more, with all its tries. It goes out under the same Message-ID.

    Raises NotFound and NothingToRetry.
    """
    actor.require(May.CHANGE_ORDERS)
    with durable():
        message = lock_message(actor, message_id)
        if message.state not in (Message.State.FAILED, Message.State.BOUNCED):
            raise NothingToRetry(state=message.state)
        message.state = Message.State.QUEUED
        message.due_at, message.attempts, message.last_error = AT_ONCE, 0, ""
        message.save(update_fields=["state", "due_at", "attempts", "last_error"])
        record(
            MessageRetried(
                order_id=message.order_id,
                customer_id=message.customer_id,
                message_id=message.pk,
                kind=message.kind,
            ),
            actor=actor,
            now=now,
            subject=message,
        )
        wake_after_commit()
    return message
