"""A queue in rows: messages to send, webhooks to deliver, timers. Which worker has a row, and for how long.

A row is `queued` until a worker claims it, then `sending`, and what follows is the concrete model's own
words. A claim writes a random **lease** into the row. Whatever the worker writes afterwards it writes with
that lease (`settle`), so that one that was frozen and wakes up late changes nothing any more.

**No lease ends by the clock on the wall**, which may jump and which no two machines share. It ends when
another worker has itself watched it, unchanged, for `lease_seconds` of its own monotonic clock. It cannot
have begun to watch before the claim was written, so nobody takes a row early. A row that a worker of this machine
abandoned when it died is taken at the next look (process_locks.py knows that it is dead); of other machines'
workers nothing is known, and it takes `lease_seconds` from the first look on. Who needs longer, and whoever is about to
do what cannot be undone, calls `renew` first: it answers whether the row is still theirs, and every watch
starts anew.

A clock that is set back would let everything wait longer that waits for a time. So a worker whose clock goes back, and
one that begins, looks once for rows that are due farther ahead than one of so many tries can be, and takes them as due.

For the same reason work for now has `due_at = AT_ONCE` and not the time of the machine that wrote it down: a
worker whose clock is five minutes behind would let it lie for five minutes.
"""

import logging
import math
import random
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.db import connection, models

from kept.kit import rows
from kept.kit.notify_workers import notify_after_commit
from kept.kit.process_locks import is_dead, new_lease
from kept.kit.transactions import durable, require_transaction

log = logging.getLogger(__name__)

QUEUED = "queued"
SENDING = "sending"
# Where tries have come to an end and a person has to look.
FAILED = "failed"
# Before Kept existed: due on every clock.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)

FIRST_WAIT_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 600.0
# About three days of trying: a provider's bad weekend. Counted in tries, because tries do not jump.
GIVE_UP_AFTER = 440
_SPREAD = 0.2
# A server of time may put a clock right by so much all day long.
_CLOCK_STEP = timedelta(seconds=5)


class QueuedRow(models.Model):
    """The columns that all queued rows have in common, for a model that also has `queue_indexes`.

    `attempts` counts claims, so that one that ended in a crash counts too. `pump` is the name of the pump
    that does this work. `longest_waits`: the most seconds that one waits after no try, one, two; after more, the last.
    """

    pump: ClassVar[str]
    longest_waits: ClassVar[tuple[float, ...]] = (
        math.inf,  # for a time that was chosen
        *(min(FIRST_WAIT_SECONDS * 2.0**tries, LONGEST_WAIT_SECONDS) * (1 + _SPREAD) for tries in range(8)),
    )

    state = models.CharField(max_length=12, default=QUEUED)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=40, blank=True)
    last_error = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True


M = TypeVar("M", bound=QueuedRow)


def queue_indexes(name: str) -> list[models.Index]:
    """The two indexes that claiming reads by, small because they hold unfinished rows alone. For Meta.indexes."""
    return [
        models.Index(fields=["due_at", "id"], condition=models.Q(state=QUEUED), name=f"{name}_due"),
        models.Index(fields=["id"], condition=models.Q(state=SENDING), name=f"{name}_out"),
    ]


class LeaseWatch:
    """The leases that one process has seen, and since when by its own monotonic clock.

    Threads may share it. A simulation gives each of its workers one, with a `clock` in seconds of its own.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._mutex = threading.Lock()
        self._seen: dict[type[QueuedRow], dict[int, tuple[str, float]]] = {}
        self._latest: dict[type[QueuedRow], datetime] = {}

    def clock_has_gone_back(self, model: type[QueuedRow], now: datetime) -> bool:
        """Tell whether the clock on the wall was later before, or may have been: true the first time."""
        with self._mutex:
            before = self._latest.get(model)
            self._latest[model] = now
            return before is None or now < before - _CLOCK_STEP

    def abandoned(self, model: type[QueuedRow], lease_seconds: float) -> list[tuple[int, str]]:
        """Rows whose lease has not changed for so long, or whose owner has died, each with that lease."""
        claims = rows.fetch(_claimed(model))
        dead = {lease for lease in {lease for _, lease in claims} if is_dead(lease)}
        now = self._clock()
        with self._mutex:
            before = self._seen.get(model, {})
            seen = self._seen[model] = {}
            for pk, lease in claims:
                previous, since = before.get(pk, ("", now))
                seen[pk] = (lease, since if previous == lease else now)
            return [
                (pk, lease)
                for pk, (lease, since) in seen.items()
                if now - since >= lease_seconds or lease in dead
            ]


_this_process = LeaseWatch()


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row for the workers, still to be written: `model` and its columns. Others get their default."""

    model: type[QueuedRow]
    row: Mapping[str, Any]


def enqueue(work: Sequence[NewRow]) -> None:
    """Write rows for the workers: one statement for each model. They are woken once the rows are on disk.

    A row already written for the same occasion, by the model's unique constraint, stays the only one.
    """
    require_transaction()
    for model in dict.fromkeys(each.model for each in work):
        rows.add_deferred(
            model, [each.row for each in work if each.model is model], on_conflict="ON CONFLICT DO NOTHING"
        )
        notify_after_commit(model.pump)


def claim(
    model: type[M],
    *,
    limit: int,
    now: datetime,
    lease_seconds: float,
    skipping: tuple[str, Collection[int]] = ("id", ()),
    before_take_over: Callable[[], object] = lambda: None,
    watch: LeaseWatch = _this_process,
) -> list[M]:
    """Take at most `limit` rows that are due, or left behind, and return them in the order they were due.

    Due rows whose column holds one of the numbers in `skipping` are left where they are. When rows were left
    behind, `before_take_over` may first settle those of which it is known how they went.
    Their `lease` is what `renew` and `settle` ask for. Runs in a transaction of its own, because what follows
    must not begin before the claim is on disk. Workers at once never get the same row.
    """
    if watch.clock_has_gone_back(model, now):
        _take_far_ones_as_due(model, now)
    abandoned = watch.abandoned(model, lease_seconds)[:limit]
    due = _due(model, *skipping)
    if not abandoned and not rows.fetch(f"{due} LIMIT 1", [rows.to_database_time(now)]):
        return []  # on SQLite, an idle worker leaves the write lock alone
    if abandoned:
        before_take_over()
    lease = new_lease()
    with durable():
        taken = [row for pk, seen in abandoned for row in _take_over(model, pk, seen, lease)]
        taken += _take_due(model, due, limit - len(taken), now, lease)
    return sorted(taken, key=lambda row: (row.due_at, row.pk))


def renew(row: QueuedRow) -> bool:
    """Claim a row for another full lease. False: another worker has it now; leave it alone.

    Call it right before handing over, and again before `lease_seconds` are over.
    """
    lease = new_lease()
    with durable():
        mine = type(row)._default_manager.filter(pk=row.pk, lease=row.lease, state=SENDING)
        if not mine.update(lease=lease):
            return False
    row.lease = lease
    return True


def settle(row: QueuedRow, lease: str, **changes: Any) -> bool:
    """Write down how it went, if `lease` still claims the row. False: it is not, and nothing was written.

    `changes` name the new `state`, and for another try `due_at`. Needs a transaction: what else follows from
    the outcome belongs to the same one, and must be left undone when the answer is False.
    """
    require_transaction()
    if changes.get("state", SENDING) == SENDING:
        raise ValueError("settle() needs the state that the row goes to.")
    claimed = {"id": row.pk, "lease": lease, "state": SENDING}
    return rows.update(type(row), {"lease": "", **changes}, where=claimed) == 1


def back_off(attempts: int, *, seed: object) -> float | None:
    """Seconds to wait after so many attempts, or None when it is time to give up (`GIVE_UP_AFTER`).

    5 s, doubled each time, at most 10 minutes, and up to a fifth more or less, so that what failed together
    does not come back together. `seed` (the row's id, say) makes it the same wait each time one asks.
    """
    if attempts >= GIVE_UP_AFTER:
        return None
    wait = min(FIRST_WAIT_SECONDS * 2.0 ** min(attempts - 1, 20), LONGEST_WAIT_SECONDS)
    spread = random.Random(f"{seed}/{attempts}").uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311 (spreads the tries)
    return wait * spread


def _take_far_ones_as_due(model: type[QueuedRow], now: datetime) -> None:
    """Make due what waits longer than it can: its time was written by a clock that has been set back since.

    What waits for another reason is looked at once too early, and put back.
    """
    waits = [(tries, wait) for tries, wait in enumerate(model.longest_waits) if wait != math.inf]
    last = waits[-1][0]
    far = " OR ".join(
        f"(attempts {'>=' if tries == last else '='} {tries} AND due_at > %s)" for tries, _wait in waits
    )
    latest = [rows.to_database_time(now + timedelta(seconds=wait)) for _tries, wait in waits]
    where = f"state = '{QUEUED}' AND due_at > %s AND ({far})"
    values = [rows.to_database_time(now), *latest]
    if not rows.fetch(f"SELECT id FROM {_table(model)} WHERE {where} LIMIT 1", values):  # noqa: S608
        return
    with durable():
        count = rows.run(
            f"UPDATE {_table(model)} SET due_at = %s WHERE {where}",  # noqa: S608
            [rows.to_database_time(now), *values],
        )
    log.warning(
        "The clock was set back: %d of %s that would have waited for it are due now.", count, model.pump
    )


def _take_over(model: type[M], pk: int, seen: str, lease: str) -> list[M]:
    """Claim an abandoned row; [] when another worker was faster."""
    sql = f"{_take(model)} WHERE id = %s AND lease = %s AND state = '{SENDING}' RETURNING {_columns(model)}"
    return rows.instances(model, sql, [lease, pk, seen])


def _take_due(model: type[M], due: str, limit: int, now: datetime, lease: str) -> list[M]:
    """Claim a batch in one statement. On PostgreSQL rows that another worker is claiming are skipped."""
    due = f"{due} ORDER BY due_at, id LIMIT %s"
    if connection.vendor == "postgresql":
        # MATERIALIZED: otherwise the planner may look, and take, more than once.
        due = f"WITH due AS MATERIALIZED ({due} FOR UPDATE SKIP LOCKED)"
        take = f"{due} {_take(model)} WHERE id = ANY (ARRAY(SELECT id FROM due)) RETURNING {_columns(model)}"  # noqa: S608
        values = [rows.to_database_time(now), limit, lease]
    else:
        take = f"{_take(model)} WHERE id IN ({due}) RETURNING {_columns(model)}"
        values = [lease, rows.to_database_time(now), limit]
    return rows.instances(model, take, values)


# The state is written out: SQLite uses a partial index only for the very words of its condition.


def _take(model: type[QueuedRow]) -> str:
    return f"UPDATE {_table(model)} SET state = '{SENDING}', lease = %s, attempts = attempts + 1"  # noqa: S608


def _claimed(model: type[QueuedRow]) -> str:
    return f"SELECT id, lease FROM {_table(model)} WHERE state = '{SENDING}' ORDER BY id"  # noqa: S608


def _due(model: type[QueuedRow], column: str, skipping: Collection[int]) -> str:
    numbers = ", ".join(str(int(number)) for number in sorted(skipping))
    others = f" AND {connection.ops.quote_name(column)} NOT IN ({numbers})" if numbers else ""
    return f"SELECT id FROM {_table(model)} WHERE state = '{QUEUED}' AND due_at <= %s{others}"  # noqa: S608


@cache
def _columns(model: type[QueuedRow]) -> str:
    """By their names: PostgreSQL takes a star it has planned for an error once a migration adds a column."""
    return rows.columns(model, [field.name for field in model._meta.concrete_fields], _table(model))


def _table(model: type[QueuedRow]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
