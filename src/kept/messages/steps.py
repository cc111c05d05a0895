"""Steps for reactions and actions: a message to send, and taking back what has not left.

They open no transaction.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from kept.kit.due import AT_ONCE
from kept.kit.transactions import require_transaction
from kept.messages.models import Message, MessageKind


def message_to(
    to: Message.To,
    *,
    store_id: int,
    kind: MessageKind,
    address: str,
    language: str,
    facts: dict[str, Any],
    now: datetime,
    order_id: int | None = None,
    customer_id: int | None = None,
    version: int = 0,
    occasion: str = "",
    wait_seconds: int = 0,
) -> Message:
    """A message to send, still to be written down (`kit.due.write_down`).

    `facts` are frozen with it, so that a retry says the same. `wait_seconds`: how long it can be withdrawn or
    merged before it leaves.
    """
    return Message(
        store_id=store_id,
        order_id=order_id,
        customer_id=customer_id,
        version=version,
        kind=kind,
        occasion=occasion,
        to=to,
        address=address,
        language=language,
        facts=facts,
        state=Message.State.QUEUED,
        due_at=now + timedelta(seconds=wait_seconds) if wait_seconds else AT_ONCE,
        queued_at=now,
    )


def withdraw(order_id: int, kinds: Iterable[MessageKind]) -> int:
    """Take back messages of these kinds that still wait. What has left, or is leaving, stays as it is.

    The row goes, so that the same step taken again later is told again. Returns how many were taken back.
    """
    require_transaction()
    waiting = Message.objects.filter(order_id=order_id, kind__in=list(kinds), state=Message.State.QUEUED)
    return waiting.delete()[0]


def merge_into_later(order_id: int, kinds: Iterable[MessageKind]) -> int:
    """Mark waiting status messages as part of the one that follows (C3: several quick edits, one message)."""
    require_transaction()
    waiting = Message.objects.filter(
        order_id=order_id, to=Message.To.CUSTOMER, kind__in=list(kinds), state=Message.State.QUEUED
    )
    return waiting.update(state=Message.State.MERGED)
