"""Claim the messages that go now, and build the outcome of each."""

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
    claimed = claim(
        Message,
        limit=limit,
        now=now,
        lease_seconds=lease_seconds,
        before_take_over=write_postmarks_to_rows,
    )
    claimed.sort(key=lambda message: message.pk)
    blocked = _blocked(claimed)
    outcomes.write(
        [put_back(message, until=blocked[message.pk]) for message in claimed if message.pk in blocked]
    )
    return _merge_alerts([message for message in claimed if message.pk not in blocked], now)


def handed_over(message: Message, rendered: Rendered, message_id: str, *, now: datetime) -> Outcome:
    """The mail server has it. Kept as it was sent."""
    return done(
        message,
        Message.State.HANDED_OVER,
        follows=follows_leaving(message, now=now),
        message_id=message_id,
        **_rendered_columns(rendered),
        last_error=rendered.problem,
        handed_over_at=now,
    )


def retry(
    message: Message, rendered: Rendered | None, message_id: str, *, why: str, now: datetime
) -> Outcome:
    """Not now.

    Kept as written, so that the next try says the same. After the last try it has failed.
    """
    wait = back_off(message.attempts, seed=message.pk)
    if wait is None:
        why = f"Given up after {message.attempts} tries. {why}"
        return failed(message, rendered, message_id, why=why, now=now)
    until = now + timedelta(seconds=wait)
    return outcomes.retry(message, why=why, until=until, message_id=message_id, **_rendered_columns(rendered))


def failed(
    message: Message, rendered: Rendered | None, message_id: str, *, why: str, now: datetime
) -> Outcome:
    """It will not arrive. Staff see the sentence and can try again by hand."""
    return outcomes.failed(
        message,
        why=why,
        follows=partial(record_failure, message, now=now),
        message_id=message_id,
        failed_at=now,
        **_rendered_columns(rendered),
    )


def _rendered_columns(rendered: Rendered | None) -> dict[str, Any]:
    if rendered is None:
        return {}
    return {"subject": rendered.subject, "text": rendered.text, "html": rendered.html}


def _merge_alerts(claimed: list[Message], now: datetime) -> list[Message]:
    """Merge alerts of new orders that are queued together: they leave as one message, that of the newest (F6).

    In a rush nobody reads fifty of them, and each would delay somebody's confirmation. Which orders the message
    speaks for is on disk before it leaves, so every try says the same.
    """
    together: dict[tuple[int | None, str, str], list[Message]] = defaultdict(list)
    for message in claimed:
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
    return [message for message in claimed if message.pk not in merged]


def _blocked(claimed: Sequence[Message]) -> dict[int, datetime]:
    """Return until when messages wait because an earlier one of the same order and side is being tried elsewhere."""
    orders = {message.order_id for message in claimed if message.order_id is not None}
    if not orders:
        return {}
    mine = {message.pk for message in claimed}
    trying = rows.fetch(
        f'SELECT id, order_id, "to", due_at FROM message WHERE order_id IN {rows.placeholders(1, len(orders))} '  # noqa: S608
        f"AND state IN ('queued', 'sending') AND attempts > 0 AND id NOT IN {rows.placeholders(1, len(mine))}",
        [*orders, *mine],
    )
    return {
        message.pk: rows.from_database_time(due_at) or AT_ONCE
        for pk, order_id, to, due_at in trying
        for message in claimed
        if message.order_id == order_id and message.to == to and pk < message.pk
    }
