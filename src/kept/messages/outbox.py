"""Which messages go now, and the words for what can become of each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from kept.kit import outcomes, rows
from kept.kit.outcomes import Outcome, done, put_back
from kept.kit.pump import LEASE_SECONDS
from kept.kit.queue import AT_ONCE, back_off, claim
from kept.kit.transactions import durable
from kept.messages.models import Message, MessageKind
from kept.messages.outcomes import follows_leaving, write_postmarks_to_rows
from kept.messages.rendering import Rendered
from kept.messages.steps import merge_alerts, record_failure

BATCH = 20


def claim_due(now: datetime, *, limit: int = BATCH, lease_seconds: float = LEASE_SECONDS) -> list[Message]:
    """Claim what is due, oldest first.

    A message waits while an earlier one of its order is still being tried. What another worker left behind is
    taken over unless it is on file that it has left already.
    """
    taken = claim(
        Message,
        limit=limit,
        now=now,
        lease_seconds=lease_seconds,
        before_taking_over=write_postmarks_to_rows,
    )
    taken.sort(key=lambda message: message.pk)
    held_up = _held_up(taken)
    outcomes.write(
        [put_back(message, until=held_up[message.pk]) for message in taken if message.pk in held_up]
    )
    return _gather([message for message in taken if message.pk not in held_up], now)


def handed_over(message: Message, said: Rendered, message_id: str, *, now: datetime) -> Outcome:
    """The mail server has it. Kept as it was sent."""
    return done(
        message,
        Message.State.HANDED_OVER,
        follows=follows_leaving(message, now=now),
        message_id=message_id,
        **_as_said(said),
        last_error=said.problem,
        handed_over_at=now,
    )


def retry(message: Message, said: Rendered | None, message_id: str, *, why: str, now: datetime) -> Outcome:
    """Not now.

    Kept as written, so that the next try says the same. After the last try it has failed.
    """
    wait = back_off(message.attempts, seed=message.pk)
    if wait is None:
        why = f"Given up after {message.attempts} tries. {why}"
        return failed(message, said, message_id, why=why, now=now)
    until = now + timedelta(seconds=wait)
    return outcomes.retry(message, why=why, until=until, message_id=message_id, **_as_said(said))


def failed(message: Message, said: Rendered | None, message_id: str, *, why: str, now: datetime) -> Outcome:
    """It will not arrive. Staff see the sentence and can try again by hand."""
    return outcomes.failed(
        message,
        why=why,
        follows=partial(record_failure, message, now=now),
        message_id=message_id,
        failed_at=now,
        **_as_said(said),
    )


def _as_said(said: Rendered | None) -> dict[str, Any]:
    if said is None:
        return {}
    return {"subject": said.subject, "text": said.text, "html": said.html}


def _gather(taken: list[Message], now: datetime) -> list[Message]:
    """What goes out: alerts of new orders that wait together leave as one letter, that of the newest (F6).

    In a rush nobody reads fifty of them, and each would delay somebody's confirmation. Which orders the letter
    speaks for is on disk before it leaves, so every try says the same.
    """
    together: dict[tuple[int, str, str], list[Message]] = defaultdict(list)
    for message in taken:
        if (
            message.kind == MessageKind.NEW_ORDER
            and message.attempts == 1
            and not message.facts.get("orders")
        ):
            together[message.store_id, message.address, message.language].append(message)
    merged: set[int] = set()
    for *earlier, newest in together.values():
        if earlier:
            with durable():
                merge_alerts(newest, earlier, now=now)
            merged.update(message.pk for message in earlier)
    return [message for message in taken if message.pk not in merged]


def _held_up(taken: Sequence[Message]) -> dict[int, datetime]:
    """Until when messages wait because an earlier one of the same order and side is being tried elsewhere."""
    orders = {message.order_id for message in taken if message.order_id is not None}
    if not orders:
        return {}
    mine = {message.pk for message in taken}
    trying = rows.fetch(
        f'SELECT id, order_id, "to", due_at FROM message WHERE order_id IN {rows.placeholders(1, len(orders))} '  # noqa: S608
        f"AND state IN ('queued', 'sending') AND attempts > 0 AND id NOT IN {rows.placeholders(1, len(mine))}",
        [*orders, *mine],
    )
    return {
        message.pk: rows.from_database_time(due_at) or AT_ONCE
        for pk, order_id, to, due_at in trying
        for message in taken
        if message.order_id == order_id and message.to == to and pk < message.pk
    }
