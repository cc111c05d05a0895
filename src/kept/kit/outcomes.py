"""Outcomes of queued work, written in one transaction with whatever follows from them.

A hand-over ends in one of four ways: it is done (`done`), it is tried again later (`retry`), it has failed (`failed`),
or it was not its turn (`put_back`). Each is an Outcome, which changes the row only while its lease is valid.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError

from kept.kit.queue import FAILED, QUEUED, QueuedRow, back_off, settle
from kept.kit.transactions import durable


def do_nothing() -> None:
    """Do nothing: nothing else follows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The columns to write in a row, if `lease` still claims it. `follows` writes what else follows, with them."""

    row: QueuedRow
    lease: str
    changes: dict[str, Any]
    follows: Callable[[], object] = do_nothing

    @property
    def is_queued_again(self) -> bool:
        """Tell whether the row goes back into the queue."""
        return bool(self.changes["state"] == QUEUED)


def done(
    row: QueuedRow, state: str, *, follows: Callable[[], object] = do_nothing, **columns: Any
) -> Outcome:
    """Return the outcome of a row that is finished, in this final `state` of its model."""
    return Outcome(row, row.lease, {"state": state, **columns}, follows)


def retry(
    row: QueuedRow,
    *,
    why: str,
    until: datetime,
    follows: Callable[[], object] = do_nothing,
    **columns: Any,
) -> Outcome:
    """Return the outcome of a row that is tried again at `until`."""
    return done(row, QUEUED, follows=follows, due_at=until, last_error=why[:400], **columns)


def retry_or_fail(row: QueuedRow, *, why: str, now: datetime, **columns: Any) -> Outcome:
    """Return the outcome of a row that is tried again after a growing wait; after the last try it has failed."""
    wait = back_off(row.attempts, seed=row.pk)
    if wait is None:
        return failed(row, why=f"Given up after {row.attempts} tries. {why}", **columns)
    return retry(row, why=why, until=now + timedelta(seconds=wait), **columns)


def failed(
    row: QueuedRow, *, why: str, follows: Callable[[], object] = do_nothing, **columns: Any
) -> Outcome:
    """Return the outcome of a row that is not tried again by itself. `why` is a sentence for people."""
    return done(row, FAILED, follows=follows, last_error=why[:400], **columns)


def put_back(row: QueuedRow, *, until: datetime, why: str = "") -> Outcome:
    """Return the outcome of a row whose turn it was not, as if it had never been claimed. `why`: the obstacle."""
    error: dict[str, Any] = {"last_error": why[:400]} if why else {}
    return done(row, QUEUED, due_at=until, attempts=max(0, row.attempts - 1), **error)


def write(outcomes: Sequence[Outcome]) -> None:
    """Write outcomes in one transaction; a row that another worker has claimed by now is left as it is.

    Where something is wrong with one row the others are written all the same; then its error is raised.
    """
    if not outcomes:
        return
    try:
        with durable():
            for outcome in outcomes:
                if settle(outcome.row, outcome.lease, **outcome.changes):
                    outcome.follows()
    except Exception as error:
        if len(outcomes) == 1 or not is_of_one_row(error):
            raise
        _one_by_one(outcomes)


class ImmediateOutcomeWriter:
    """Writes each outcome right after its hand-over. What could not be written is written before anything else."""

    def __init__(self) -> None:
        self._unwritten: list[Outcome] = []

    def add(self, *outcomes: Outcome) -> None:
        """Take outcomes and write them. Raises what writing raises."""
        self._unwritten += outcomes
        self.write()

    def write(self) -> None:
        """Write what was added. When it returns, it is on disk."""
        while self._unwritten:
            try:
                write(self._unwritten[:1])
            except Exception as error:
                if is_of_one_row(error):
                    del self._unwritten[0]
                raise
            del self._unwritten[0]


def is_of_one_row(error: Exception) -> bool:
    """Return whether only that row is wrong. When it is the database (away, busy, read-only) or the machine, all
    wait.
    """
    of_all = (DatabaseError, InterfaceError, OSError, MemoryError)
    return isinstance(error, (DataError, IntegrityError)) or not isinstance(error, of_all)


def _one_by_one(outcomes: Sequence[Outcome]) -> None:
    wrong: Exception | None = None
    for outcome in outcomes:
        try:
            write([outcome])
        except Exception as error:
            if not is_of_one_row(error):
                raise
            wrong = error
    if wrong is not None:
        raise wrong
