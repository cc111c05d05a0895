"""Steps for reactions and actions: build a message, withdraw or merge what has not left, and record what failed.

They open no transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from kept.journal.record import record
from kept.kit import rows
from kept.kit.notify_workers import notify_after_commit
from kept.kit.queue import AT_ONCE, NewRow
from kept.kit.transactions import require_transaction
from kept.messages.events import MessageFailed, MessageFailureResolved
from kept.messages.models import NOT_ARRIVED, Message, MessageKind
from kept.stores.actor import system

# Kinds that the confirmation after a corrected address replaces.
RESTATED_KINDS = (MessageKind.CONFIRMATION, MessageKind.UNDER_REVIEW)


def message_to(
    to: Message.To,
    *,
    store_id: int | None,
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
    """Return a message to send, still to be written (`kit.queue.enqueue`).

    `store_id` is None for one about somebody's sign-in.
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


def kept_back(message: NewRow) -> NewRow:
    """Return a message that is written down and not sent, until `send_kept_back` or a person has it sent."""
    return replace(message, row={**message.row, "state": Message.State.HELD})


def send_kept_back(order_id: int, *, besides: Iterable[MessageKind] = ()) -> None:
    """Send what was kept back of an order's messages. Kinds in `besides` are deleted: something later says it."""
    require_transaction()
    held = Message.objects.filter(order_id=order_id, state=Message.State.HELD)
    held.filter(kind__in=list(besides)).delete()
    if held.update(state=Message.State.QUEUED, due_at=AT_ONCE):
        notify_after_commit(Message.pump)


def drop_kept_back(order_id: int) -> bool:
    """Delete what was kept back of an order's messages; return whether its first was: then nobody has heard of it."""
    require_transaction()
    held = Message.objects.filter(order_id=order_id, state=Message.State.HELD)
    nobody_has_heard = held.filter(kind__in=[MessageKind.CONFIRMATION, MessageKind.UNDER_REVIEW]).exists()
    held.delete()
    return nobody_has_heard


def withdraw(order_id: int, kinds: Iterable[MessageKind], *, now: datetime) -> bool:
    """Withdraw messages of these kinds that have not left. Those that have left, or are leaving, stay as they are.

    The rows go, those that had become part of a later message too, so that the same step taken again is sent
    again. Returns whether there was one.
    """
    require_transaction()
    deleted = _delete_unsent(order_id, "kind", kinds)
    _resolve(deleted, "withdrawn", now=now)
    return bool(deleted)


def last_kind_sent(order_id: int, kinds: Iterable[MessageKind]) -> str:
    """Return which of these kinds the customer of the order was sent last, or is being sent; "" for none."""
    left = (
        *(Message.State.SENDING, Message.State.HANDED_OVER),
        *(Message.State.DELIVERED, Message.State.COMPLAINED),
    )
    sent = Message.objects.filter(
        order_id=order_id, to=Message.To.CUSTOMER, kind__in=list(kinds), state__in=left
    )
    return sent.order_by("-pk").values_list("kind", flat=True).first() or ""


def requeue_merged(order_id: int, kinds: Iterable[MessageKind], *, wait_seconds: int, now: datetime) -> bool:
    """Queue again the newest of these kinds if it had become part of a later message that has since been withdrawn.

    Whatever the customer was sent, or is being sent, counts as later: then there is nothing left to send.
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


def merge_into_later(order_id: int, kinds: Iterable[MessageKind], *, now: datetime) -> int:
    """Mark queued status messages as part of the one that follows (C3: several quick edits, one message)."""
    require_transaction()
    merged = _merge(order_id, Message.To.CUSTOMER, kinds)
    _resolve(merged, "merged", now=now)
    return len(merged)


def readdress(order_id: int, *, to: str, now: datetime) -> None:
    """Send the customer's messages that have not arrived to another address, also when they are tried again; for "" the
    unsent are withdrawn.

    A confirmation that failed is no trouble any more: the next one goes to the right address. What else failed the
    next one does not say; it is tried again by hand.
    """
    require_transaction()
    failed = Message.objects.filter(order_id=order_id, to=Message.To.CUSTOMER, state__in=NOT_ARRIVED)
    if to:
        not_sent = (Message.State.QUEUED, Message.State.MERGED, Message.State.HELD)
        unsent = Message.objects.filter(order_id=order_id, to=Message.To.CUSTOMER)
        unsent.filter(state__in=[*not_sent, *NOT_ARRIVED]).update(address=to)
        _resolve(list(failed.filter(kind__in=RESTATED_KINDS)), "readdressed", now=now)
    else:
        deleted = _delete_unsent(order_id, '"to"', [Message.To.CUSTOMER])
        _resolve([*deleted, *failed], "withdrawn", now=now)


def merge_alerts(newest: Message, earlier: Sequence[Message], *, now: datetime) -> None:
    """Make one alert of several, all claimed together: the newest speaks for the others, and their rows say so."""
    require_transaction()
    orders = [[message.order_id, message.asks_to_confirm] for message in (*earlier, newest)]
    newest.facts = {**newest.facts, "orders": orders}
    rows.update(Message, {"facts": newest.facts}, where={"id": newest.pk, "lease": newest.lease})
    rows.run(
        f"UPDATE message SET state = %s, lease = '' WHERE lease = %s AND id IN {rows.placeholders(1, len(earlier))}",  # noqa: S608
        [Message.State.MERGED, newest.lease, *(message.pk for message in earlier)],
    )
    _resolve(earlier, "merged", now=now)


def absorb_queued(order_id: int, kind: MessageKind, *, now: datetime) -> dict[str, Any]:
    """Mark a queued message to the store as part of the one that follows (several quick edits, one message).

    Returns its facts; {} where none is queued.
    """
    require_transaction()
    # First the mark, then the look: what a worker claims in between is not queued any more.
    just_merged = _merge(order_id, Message.To.STORE, [kind])
    if not just_merged:
        return {}
    _resolve(just_merged, "merged", now=now)
    messages = Message.objects.filter(order_id=order_id, to=Message.To.STORE, kind=kind)
    merged = messages.filter(state=Message.State.MERGED).order_by("-pk")
    facts: dict[str, Any] = merged.values_list("facts", flat=True)[0]
    return facts


def record_failure(message: Message, *, now: datetime) -> None:
    """Record that a message has failed for good, in the transaction that writes its row.

    One about somebody's sign-in is in no store's journal: whoever misses it asks for another.
    """
    require_transaction()
    if message.store_id is None:
        return
    event = MessageFailed(
        order_id=message.order_id,
        customer_id=message.customer_id,
        message_id=message.pk,
        kind=message.kind,
        to=message.to,
        tries=message.attempts,
    )
    record(event, actor=system(message.store_id), now=now, subject=message)


def record_resolution(message: Message, how: str, *, now: datetime) -> None:
    """Record that the failure of a message of a store is resolved. `how`: a finding's ending."""
    require_transaction()
    if message.store_id is None:
        return
    event = MessageFailureResolved(
        order_id=message.order_id,
        customer_id=message.customer_id,
        message_id=message.pk,
        kind=message.kind,
        to=message.to,
        how=how,
    )
    record(event, actor=system(message.store_id), now=now, subject=message)


def _resolve(messages: Iterable[Message], how: str, *, now: datetime) -> None:
    """Record the resolution of those that had failed, which are few."""
    for message in messages:
        if message.failed_at is not None:
            record_resolution(message, how, now=now)


def _merge(order_id: int, to: str, kinds: Iterable[str]) -> list[Message]:
    """Mark queued messages as part of a later one. Returns them."""
    values_in = list(kinds)
    sql = (
        'UPDATE message SET state = %s WHERE order_id = %s AND "to" = %s AND state = %s '  # noqa: S608
        f"AND kind IN {rows.placeholders(1, len(values_in))} RETURNING {_COLUMNS}"
    )
    states = (Message.State.MERGED, Message.State.QUEUED)
    return rows.instances(Message, sql, [states[0], order_id, to, states[1], *values_in])


def _delete_unsent(order_id: int, column: str, values: Iterable[str]) -> list[Message]:
    """Delete unsent messages with one of these values in a column. Returns them, as they were."""
    values_in = list(values)
    sql = (
        f"DELETE FROM message WHERE order_id = %s AND state IN (%s, %s, %s) "  # noqa: S608
        f"AND {column} IN {rows.placeholders(1, len(values_in))} RETURNING {_COLUMNS}"
    )
    unsent = (Message.State.QUEUED, Message.State.MERGED, Message.State.HELD)
    return rows.instances(Message, sql, [order_id, *unsent, *values_in])


_COLUMNS = rows.columns(Message, [field.name for field in Message._meta.concrete_fields], "message")


def _due(wait_seconds: int, now: datetime) -> datetime:
    return now + timedelta(seconds=wait_seconds) if wait_seconds else AT_ONCE
