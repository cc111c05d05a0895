"""Writes of messages beside those of actions: what is over is deleted."""

from datetime import datetime, timedelta

from kept.kit.queue import QUEUED, SENDING
from kept.kit.transactions import durable
from kept.messages.models import Message

# The address of somebody who signs in, or of a stranger for whom a new password was asked for: nobody needs it longer.
KEPT_FOR = timedelta(days=1)
_DELETED_AT_ONCE = 500


def delete_old_sign_in_messages(now: datetime) -> int:
    """Delete some of the messages about people's sign-in that have left or failed. Returns how many; 0 for none."""
    over = Message.objects.filter(store=None, queued_at__lt=now - KEPT_FOR).exclude(
        state__in=[QUEUED, SENDING]
    )
    old = list(over.order_by("pk").values_list("pk", flat=True)[:_DELETED_AT_ONCE])
    if not old:
        return 0
    with durable():
        Message.objects.filter(pk__in=old).delete()
    return len(old)
