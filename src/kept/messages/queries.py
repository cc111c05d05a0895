"""Reads: which messages should have left and have not, for `kept check` and for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kept.kit import rows
from kept.messages.models import Message, MessageKind
from kept.messages.references import Sending

# With the 45 seconds at which an open desk asks again, somebody knows within two minutes (reliability test 7).
LATE_AFTER = timedelta(seconds=60)

# A message that is due later (a few edits become one message) is not late before that; one that was tried and is to
# be tried again is. The states are written out, so that SQLite reads by the small indexes of the queue.
_LATE = """
    SELECT COUNT(*), MIN(queued_at), MAX(last_error) FROM (
        SELECT queued_at, last_error FROM message
        WHERE state = 'queued' AND queued_at <= %s AND (due_at <= %s OR attempts > 0){of_store}
        UNION ALL
        SELECT queued_at, last_error FROM message
        WHERE state = 'sending' AND queued_at <= %s AND (due_at <= %s OR attempts > 1){of_store}
    ) AS late
"""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The number of messages that should have left, since when the oldest is queued, and why one of them is."""

    count: int
    oldest: datetime | None
    why: str


def backlog(now: datetime, *, store_id: int | None = None) -> Backlog:
    """Return the backlog of what should have left more than `LATE_AFTER` ago: of one store, or of all of them."""
    before = rows.to_database_time(now - LATE_AFTER)
    one: list[Any] = [before, before]
    if store_id is not None:
        one.append(store_id)
    sql = _LATE.format(of_store="" if store_id is None else " AND store_id = %s")
    ((count, oldest, why),) = rows.fetch(sql, one * 2)
    return Backlog(count, rows.from_database_time(oldest), why or "")


def times_written_to(
    address: str, *, store_id: int, kinds: Sequence[MessageKind], since: datetime, most: int
) -> list[datetime]:
    """Return when the store last sent this customer's address messages of these kinds, newest first, at most `most`.

    Those that are kept back, or became part of another, count for nothing, nor do those about a later version: somebody
    of the store has agreed on it.
    """
    found = rows.fetch(
        "SELECT queued_at FROM message "  # noqa: S608
        "WHERE address = %s AND \"to\" = 'customer' AND queued_at > %s AND store_id = %s AND version <= 1 "
        f"AND state NOT IN (%s, %s) AND kind IN {rows.placeholders(1, len(kinds))} "
        "ORDER BY queued_at DESC LIMIT %s",
        [
            address,
            rows.to_database_time(since),
            store_id,
            Message.State.HELD,
            Message.State.MERGED,
            *kinds,
            most,
        ],
    )
    return [moment for (value,) in found if (moment := rows.from_database_time(value))]


def store_of_sending(sending: Sending) -> int | None:
    """The id of the store whose message this is; None when it is no longer there."""
    return Message.objects.filter(pk=sending.message_id).values_list("store_id", flat=True).first()
