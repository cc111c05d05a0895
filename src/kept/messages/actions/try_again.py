"""Try a message again that did not arrive (F3: on failure, a person)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.notify_workers import notify_after_commit
from kept.kit.queue import AT_ONCE
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.messages.events import MessageTriedAgain
from kept.messages.models import CAN_BE_SENT, Message
from kept.messages.refusals import NotFailed
from kept.stores.actor import Actor
from kept.stores.roles import May


def try_again(*, actor: Actor, order_id: int | None, message_id: int, now: datetime) -> Message:
    """Queue a failed, bounced or held message once more, as it was written. Refuses with NotFailed.

    `order_id` is the order it is about, None for one to staff. One to the store goes to where its settings say by now.
    Raises NotFound for unknown and foreign messages alike.
    """
    actor.require(May.MANAGE_STAFF if order_id is None else May.CHANGE_ORDERS)
    with durable():
        message = (
            Message.objects.select_for_update(of=("self",))
            .select_related("store")
            .filter(pk=message_id, order_id=order_id, store_id=actor.store_id)
            .first()
        )
        if message is None:
            raise NotFound
        if message.state not in CAN_BE_SENT:
            raise NotFailed(state=message.state)
        message.state, message.attempts, message.due_at = Message.State.QUEUED, 0, AT_ONCE
        message.resends, message.report, message.reported_at = message.resends + 1, "", None
        if message.to == Message.To.STORE and message.store is not None:
            message.address = message.store.email
        message.save(
            update_fields=["state", "attempts", "due_at", "resends", "report", "reported_at", "address"]
        )
        notify_after_commit(Message.pump)
        record(
            MessageTriedAgain(
                order_id=message.order_id,
                customer_id=message.customer_id,
                message_id=message.pk,
                kind=message.kind,
            ),
            actor=actor,
            now=now,
            subject=message,
        )
    return message
