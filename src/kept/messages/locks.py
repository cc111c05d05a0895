"""Every row lock this package takes."""

from kept.kit.refusals import NotFound
from kept.kit.transactions import require_transaction
from kept.messages.models import Message
from kept.stores.actor import Actor


def lock_message(actor: Actor, message_id: int) -> Message:
    """A message of the actor's store, locked until the transaction ends. Raises NotFound."""
    require_transaction()
    message = Message.objects.select_for_update().filter(store_id=actor.store_id, pk=message_id).first()
    if message is None:
        raise NotFound
    return message
