"""Steps for reactions and actions: a message to send, and taking back what has not left.

They open no transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from kept.kit import rows
from kept.kit.queue import AT_ONCE, NewRow
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
) -> NewRow:
    """A message to send, still to be written down (`kit.queue.enqueue`).

    `facts` are frozen with it, so that a retry says the same. `wait_seconds`: how long it can be withdrawn or
    merged before it leaves.
    """
    return NewRow(
        Message,
        {
            "store_id": store_id,
            "order_id": order_id,
            "customer_id": customer_id,
            "version": version,
            "kind": kind,
            "occasion": occasion,
            "to": to,
            "address": address,
            "language": language,
            "facts": facts,
            "state": Message.State.QUEUED,
            "due_at": _due(wait_seconds, now),
            "queued_at": now,
        },
    )


def withdraw(order_id: int, kinds: Iterable[MessageKind]) -> bool:
    """Take back messages of these kinds that have not left. What has left, or is leaving, stays as it is.

    The rows go, those that had become part of a later message too, so that the same step taken again is told
    again. Returns whether there was one.
    """
    require_transaction()
    unsent = (Message.State.QUEUED, Message.State.MERGED)
    gone, _ = Message.objects.filter(order_id=order_id, kind__in=list(kinds), state__in=unsent).delete()
    return gone > 0


def last_heard(order_id: int, kinds: Iterable[MessageKind]) -> str:
    """Which of these kinds the customer of the order was told last, or is being told; "" when none."""
    left = (Message.State.SENDING, Message.State.HANDED_OVER, Message.State.DELIVERED)
    told = Message.objects.filter(
        order_id=order_id, to=Message.To.CUSTOMER, kind__in=list(kinds), state__in=left
    )
    return told.order_by("-pk").values_list("kind", flat=True).first() or ""


def tell_after_all(order_id: int, kinds: Iterable[MessageKind], *, wait_seconds: int, now: datetime) -> bool:
    """Queue again the newest of these kinds if it had become part of a later message that has since been withdrawn.

    What the customer was told, or is being told, counts as later: then there is nothing left to tell.
    Returns whether there was something.
    """
    require_transaction()
    newest = (
        Message.objects.filter(order_id=order_id, to=Message.To.CUSTOMER, kind__in=list(kinds))
        .order_by("-pk")
        .values_list("pk", "state")
        .first()
    )
    if newest is None or newest[1] != Message.State.MERGED:
        return False
    Message.objects.filter(pk=newest[0]).update(state=Message.State.QUEUED, due_at=_due(wait_seconds, now))
    return True


def merge_into_later(order_id: int, kinds: Iterable[MessageKind]) -> int:
    """Mark waiting status messages as part of the one that follows (C3: several quick edits, one message)."""
    require_transaction()
    waiting = Message.objects.filter(
        order_id=order_id, to=Message.To.CUSTOMER, kind__in=list(kinds), state=Message.State.QUEUED
    )
    return waiting.update(state=Message.State.MERGED)


def readdress(order_id: int, *, to: str) -> None:
    """Letters to the customer that have not arrived go to another address, also when they are tried again; "": what has
    not left is withdrawn.
    """
    require_transaction()
    unsent = Message.objects.filter(order_id=order_id, to=Message.To.CUSTOMER)
    waiting = (Message.State.QUEUED, Message.State.MERGED)
    if to:
        unsent.filter(state__in=[*waiting, Message.State.FAILED, Message.State.BOUNCED]).update(address=to)
    else:
        unsent.filter(state__in=waiting).delete()


def speak_for_all(newest: Message, earlier: Sequence[Message]) -> None:
    """Make one alert of several, all claimed together: the newest speaks for the others, and their rows say so."""
    require_transaction()
    orders = [[message.order_id, message.asks_to_confirm] for message in (*earlier, newest)]
    newest.facts = {**newest.facts, "orders": orders}
    rows.update(Message, {"facts": newest.facts}, where={"id": newest.pk, "lease": newest.lease})
    rows.run(
        f"UPDATE message SET state = %s, lease = '' WHERE lease = %s AND id IN {rows.places(1, len(earlier))}",  # noqa: S608
        [Message.State.MERGED, newest.lease, *(message.pk for message in earlier)],
    )


def go_on_from_waiting(order_id: int, kind: MessageKind) -> dict[str, Any]:
    """Mark a letter to the store that still waits as part of the one that follows (several quick edits, one letter).

    Returns its facts; {} where none waits.
    """
    require_transaction()
    letters = Message.objects.filter(order_id=order_id, to=Message.To.STORE, kind=kind)
    # First the mark, then the look: what a worker claims in between is not waiting any more.
    if not letters.filter(state=Message.State.QUEUED).update(state=Message.State.MERGED):
        return {}
    merged = letters.filter(state=Message.State.MERGED).order_by("-pk")
    facts: dict[str, Any] = merged.values_list("facts", flat=True)[0]
    return facts


def _due(wait_seconds: int, now: datetime) -> datetime:
    return now + timedelta(seconds=wait_seconds) if wait_seconds else AT_ONCE
