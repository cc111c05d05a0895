"""Outcomes of messages on their way to disk: several in one transaction, but none behind a server that hangs.

That a message has left is on file at once (postmarks.py); its row follows. While messages leave quickly, the rows of a
few share a transaction. What stops that from keeping one unwritten for as long as the mail server lets the next
hand-over hang is a second thread, which looks every few seconds and writes what it finds. Without anybody who stands
by like that, each outcome is written right after its hand-over.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from kept.kit.outcomes import Outcome, do_nothing, is_of_one_row, write
from kept.messages.models import Message
from kept.messages.postmarks import Postmark, Postmarks, read_all
from kept.messages.steps import record_resolution

log = logging.getLogger(__name__)

# A machine that loses its power repeats no more messages than this.
MOST_UNWRITTEN = 4
# A server that needs longer for a few messages is slow enough to write in between.
TOGETHER_SECONDS = 0.1
# Whoever stands by looks more often than this, as long as it lives and can write.
STANDING_BY_SECONDS = 5.0


class BatchingOutcomeWriter:
    """A writer of outcomes from one thread. A second thread stands by: for it this is a pump.

    What could not be written stays here and is tried again with the next.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._writing, self._listing = threading.Lock(), threading.Lock()
        self._postmarks = Postmarks()
        self._unwritten: list[Outcome] = []  # given at the end, taken from the front by whoever is writing
        self._written_at = self._looked_at = float("-inf")

    def add(self, *outcomes: Outcome) -> None:
        """Take outcomes that are to be written, at once or with a few of the next. Raises what writing raises."""
        with self._listing:
            self._unwritten.extend(outcomes)
            on_file = self._postmarks.keep([_postmark(outcome) for outcome in outcomes if _has_left(outcome)])
        now = self._clock()
        if (
            not on_file
            or len(self._unwritten) >= MOST_UNWRITTEN
            or now - self._written_at >= TOGETHER_SECONDS
            or now - self._looked_at >= STANDING_BY_SECONDS
        ):
            self.write()

    def write(self) -> None:
        """Write all that was added. When it returns, it is on disk."""
        with self._writing:
            written = list(self._unwritten)
            try:
                write(written)
            except Exception as error:
                if is_of_one_row(error):
                    self._forget(written)
                raise
            self._forget(written)
            self._written_at = self._clock()

    def _forget(self, written: list[Outcome]) -> None:
        with self._listing:
            del self._unwritten[: len(written)]
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


def write_postmarks_to_rows() -> None:
    """Messages that have left, and of which the row does not know because their worker died or is frozen."""
    read_all(_write_postmarks)


def _write_postmarks(postmarks: Sequence[Postmark]) -> None:
    """Write the outcomes of these postmarks. An error of one row is logged, and holds up no other."""
    try:
        write(_outcomes_of(postmarks))
    except Exception as error:
        if not is_of_one_row(error):
            raise
        log.exception("The postmark of a message that has left could not be written into its row.")


def _has_left(outcome: Outcome) -> bool:
    """Return whether the mail server has it, so that it must not be handed over again."""
    return bool(outcome.changes["state"] == Message.State.HANDED_OVER)


def _postmark(outcome: Outcome) -> Postmark:
    return Postmark(outcome.row.pk, outcome.lease, outcome.changes)


def follows_leaving(message: Message, *, now: datetime) -> Callable[[], None]:
    """Return what is written with the news that a message has left: of an ordinary one nothing more."""
    if message.failed_at is None:
        return do_nothing
    return partial(record_resolution, message, "handed_over", now=now)


def _outcomes_of(postmarks: Sequence[Postmark]) -> list[Outcome]:
    left = {"state": Message.State.HANDED_OVER}
    messages = Message.objects.in_bulk([postmark.message_pk for postmark in postmarks])
    return [
        Outcome(
            messages[postmark.message_pk],
            postmark.lease,
            postmark.as_sent | left,
            follows_leaving(messages[postmark.message_pk], now=postmark.as_sent["handed_over_at"]),
        )
        for postmark in postmarks
        if postmark.message_pk in messages
    ]
