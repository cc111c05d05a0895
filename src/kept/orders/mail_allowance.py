"""The allowance of mails that strangers can cause to one address (reliability 23, decision 0019).

What is counted are the messages themselves, so that neither a restart nor a second process forgets any.
"""

from datetime import datetime, timedelta

from kept.messages.models import MessageKind
from kept.messages.queries import times_written_to

MOST_AN_HOUR = 5
MOST_A_DAY = 20
# What a stranger can cause by themselves. What staff do with an order is told in any case.
CAUSED_BY_STRANGERS = (
    MessageKind.CONFIRMATION, MessageKind.UNDER_REVIEW, MessageKind.REQUEST_RECEIVED, MessageKind.CANCELLED,
)  # fmt: skip


def is_used_up(store_id: int, address: str, *, now: datetime) -> bool:
    """Tell whether this address has had as many such messages of the store as strangers may cause."""
    if not address:
        return False
    moments = times_written_to(
        address, store_id=store_id, kinds=CAUSED_BY_STRANGERS, since=now - timedelta(days=1), most=MOST_A_DAY
    )
    last_hour = [moment for moment in moments if moment > now - timedelta(hours=1)]
    return len(moments) >= MOST_A_DAY or len(last_hour) >= MOST_AN_HOUR
