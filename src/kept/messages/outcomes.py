"""What became of letters, and how it comes to disk: several in one transaction, but none behind a server that hangs.

That a letter has left is on file at once (postmarks.py); its row follows. While letters leave quickly, the rows of a
few share a transaction. What stops that from keeping one unwritten for as long as the mail server lets the next
hand-over hang is a second thread, which looks every few seconds and writes what it finds. Without anybody who stands
by like that, each outcome is written right after its hand-over.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError

from kept.kit.queue import settle
from kept.kit.transactions import durable
from kept.messages.models import Message
from kept.messages.postmarks import Postmark, Postmarks, read_all
from kept.messages.steps import record_failure, record_resolution

log = logging.getLogger(__name__)

# A machine that loses its power repeats no more letters than this.
MOST_UNWRITTEN = 4
# A server that needs longer for a few letters is slow enough to write in between.
TOGETHER_SECONDS = 0.1
# Whoever stands by looks more often than this, as long as it lives and can write.
STANDING_BY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to stand in a message's row, if the row is still held by `lease`."""

    message: Message
    lease: str
    changes: dict[str, Any]

    @property
    def has_to_wait(self) -> bool:
        """Whether the message goes back into the queue."""
        return bool(self.changes["state"] == Message.State.QUEUED)

    @property
    def has_left(self) -> bool:
        """Whether the mail server has it, so that it must not be handed over again."""
        return bool(self.changes["state"] == Message.State.HANDED_OVER)


class Outcomes:
    """Takes outcomes from one thread and has them written. A second thread stands by: for it this is a pump.

    What could not be written stays here and is tried again with the next.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._writing, self._listing = threading.Lock(), threading.Lock()
        self._postmarks = Postmarks()
        self._unwritten: list[Outcome] = []  # given at the end, taken from the front by whoever is writing
        self._written_at = self._looked_at = float("-inf")

    def give(self, *outcomes: Outcome) -> None:
        """These are to be written: at once, or with a few of the next. Raises what writing raises."""
        with self._listing:
            self._unwritten.extend(outcomes)
            on_file = self._postmarks.keep([_postmark(outcome) for outcome in outcomes if outcome.has_left])
        now = self._clock()
        if (
            not on_file
            or len(self._unwritten) >= MOST_UNWRITTEN
            or now - self._written_at >= TOGETHER_SECONDS
            or now - self._looked_at >= STANDING_BY_SECONDS
        ):
            self.write()

    def write(self) -> None:
        """Write all that was given. When it returns, it is on disk."""
        with self._writing:
            given = list(self._unwritten)
            try:
                write(given)
            except Exception as error:
                if _is_of_one_row(error):
                    self._forget(given)
                raise
            self._forget(given)
            self._written_at = self._clock()

    def _forget(self, given: list[Outcome]) -> None:
        with self._listing:
            del self._unwritten[: len(given)]
            if not self._unwritten:
                self._postmarks.clear()

    def __call__(self, now: datetime) -> int:
        """Stand by: write what the other thread cannot write now. There is never more to do at once."""
        del now
        if self._unwritten:
            self.write()
        self._looked_at = self._clock()
        return 0

    def finish(self, now: datetime) -> None:
        """Nobody stands by any more."""
        del now
        self._looked_at = float("-inf")
        self.write()


def write(outcomes: Sequence[Outcome]) -> None:
    """All of these in one transaction; a row that somebody else holds by now is left as it is.

    Where something is wrong with one row the others are written all the same; then its error is raised.
    """
    if not outcomes:
        return
    try:
        with durable():
            for outcome in outcomes:
                if settle(outcome.message, outcome.lease, **outcome.changes):
                    _record_what_concerns_a_person(outcome)
    except Exception as error:
        if len(outcomes) == 1 or not _is_of_one_row(error):
            raise
        _one_by_one(outcomes)


def _record_what_concerns_a_person(outcome: Outcome) -> None:
    """That one failed for good, or that one which had failed has left after all. Of an ordinary letter: nothing."""
    message, changes = outcome.message, outcome.changes
    if changes["state"] == Message.State.FAILED:
        record_failure(message, now=changes["failed_at"])
    elif outcome.has_left and message.failed_at is not None:
        record_resolution(message, "handed_over", now=changes["handed_over_at"])


def write_what_is_on_file() -> None:
    """Letters that have left, and of which the row does not know because their worker died or is frozen."""
    read_all(_believe)


def _believe(postmarks: Sequence[Postmark]) -> None:
    """What is wrong with one is logged, and holds up nobody."""
    try:
        write(_outcomes(postmarks))
    except Exception as error:
        if not _is_of_one_row(error):
            raise
        log.exception("What is on file of a letter that has left could not be written into its row.")


def _postmark(outcome: Outcome) -> Postmark:
    return Postmark(outcome.message.pk, outcome.lease, outcome.changes)


def _outcomes(postmarks: Sequence[Postmark]) -> list[Outcome]:
    left = {"state": Message.State.HANDED_OVER}
    rows = Message.objects.in_bulk([postmark.message_pk for postmark in postmarks])
    return [
        Outcome(rows[postmark.message_pk], postmark.lease, postmark.as_sent | left)
        for postmark in postmarks
        if postmark.message_pk in rows
    ]


def _one_by_one(outcomes: Sequence[Outcome]) -> None:
    wrong: Exception | None = None
    for outcome in outcomes:
        try:
            write([outcome])
        except Exception as error:
            if not _is_of_one_row(error):
                raise
            wrong = error
    if wrong is not None:
        raise wrong


def _is_of_one_row(error: Exception) -> bool:
    """Whether only that row is wrong. When it is the database (away, busy, read-only) or the machine, all wait."""
    of_all = (DatabaseError, InterfaceError, OSError, MemoryError)
    return isinstance(error, (DataError, IntegrityError)) or not isinstance(error, of_all)
