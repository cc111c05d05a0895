"""The pump: claim what is due, hand it over, write down what became of it. Once, for every kind of queued work.

intent → commit → call → result: the claim is on disk before anything is handed over, the outcome right after it.
Each kind of work has a `QueueConsumer`, which claims its rows and hands them over; the rest is the same for all. A
worker that dies in between leaves a row that is claimed again.
"""

import logging
import time
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from kept.kit.outcomes import ImmediateOutcomeWriter, Outcome, is_of_one_row, put_back, retry_or_fail
from kept.kit.queue import AT_ONCE, QueuedRow, claim, renew

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 30.0
LEASE_SECONDS = 60.0  # a worker frozen longer has lost its row; measured pauses stay below 20
# While something is on its way: how soon what has fallen due meanwhile is looked for.
POLL_SECONDS = 0.1

R = TypeVar("R", bound=QueuedRow)
P = TypeVar("P")


class ReceiverUnavailable(Exception):
    """The far side cannot be reached for any row: that is no row's fault, so it counts as no row's try."""


class QueueConsumer(Generic[R, P]):
    """A kind of queued work: how its rows are claimed, and how one of them is handed over.

    `batch` rows are claimed at a time; `lease_seconds` is longer than any single hand-over can take. Rows with the same
    number in the column `partition` have only so many on their way at once (ParallelPump).
    """

    model: type[R]
    batch: int = 20
    lease_seconds: float = LEASE_SECONDS
    partition: str = "id"

    def claim_due(self, now: datetime, *, limit: int, skipping: Collection[int] = ()) -> list[R]:
        """Claim what is due, and return what of it can be handed over now."""
        return claim(
            self.model,
            limit=limit,
            now=now,
            lease_seconds=self.lease_seconds,
            skipping=(self.partition, skipping),
        )

    def prepare(self, rows: Sequence[R], now: datetime) -> Mapping[int, P]:
        """Read what the hand-overs need, by the rows' ids, in few statements."""
        del rows, now
        return {}

    def hand_over(self, row: R, prepared: P | None, now: datetime) -> Outcome | None:
        """Hand the row over and return the outcome; None where it is written already. Raises ReceiverUnavailable."""
        raise NotImplementedError

    def retry(self, row: R, *, why: str, now: datetime) -> Outcome:
        """Return the outcome of a row that failed unexpectedly: another try later, with an end."""
        return retry_or_fail(row, why=why, now=now)

    def ordering_key(self, row: R) -> Hashable:
        """Return the key of rows that leave in order: while one of them has to wait, those behind it wait as well."""
        return int(row.pk)

    def on_idle(self) -> None:
        """Release what is only worth keeping while there is work. Called when nothing is due."""


class OutcomeWriter(Protocol):
    """Something that takes outcomes and writes them."""

    def add(self, *outcomes: Outcome) -> None:
        """Take outcomes that are to be written. Raises what writing raises."""

    def write(self) -> None:
        """Write what was added. When it returns, it is on disk."""


@dataclass
class Pump(Generic[R, P]):
    """Hands over one row after the other, and leaves a far side that is away alone for a while.

    `clock` is monotonic. One for each worker.
    """

    consumer: QueueConsumer[R, P]
    clock: Callable[[], float] = time.monotonic
    outcomes: OutcomeWriter = field(default_factory=ImmediateOutcomeWriter)
    _pause: float = field(default=0.0, init=False)
    _until: float = field(default=0.0, init=False)

    def __call__(self, now: datetime) -> int:
        """Hand over what is due, and return when all that came of it is on disk.

        Returns how many rows were dealt with: 0 when there is nothing to do.
        """
        self.outcomes.write()  # for what could not be written the last time
        if self._pause and self.clock() < self._until:
            return 0
        # While the far side is away, one row at a time finds out whether it is back.
        rows = self.consumer.claim_due(now, limit=1 if self._pause else self.consumer.batch)
        if not rows:
            self.consumer.on_idle()
            return 0
        dealt_with = self._hand_over(rows, now)
        self.outcomes.write()
        return dealt_with

    def _hand_over(self, rows: list[R], now: datetime) -> int:
        """Returns how many were dealt with before the far side went away."""
        begun, prepared = self.clock(), self.consumer.prepare(rows, now)
        lease, held_up = self.consumer.lease_seconds, set[Hashable]()
        for position, row in enumerate(rows):
            key = self.consumer.ordering_key(row)
            if key in held_up:
                self.outcomes.add(put_back(row, until=now + timedelta(seconds=lease)))
                continue
            if self.clock() - begun > lease / 2 and not renew(row):
                continue  # somebody else took it over
            try:
                outcome = _hand_over_one(self.consumer, row, prepared.get(row.pk), now)
            except ReceiverUnavailable as error:
                self._pause_pump(rows[position:], str(error))
                return position
            if outcome is None:
                continue
            self.outcomes.add(outcome)
            if outcome.is_queued_again:
                held_up.add(key)
        self._pause = 0.0
        return len(rows)

    def _pause_pump(self, waiting: list[R], why: str) -> None:
        """Put all of them back, and try again after a pause."""
        self._pause = min(max(self._pause * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        self._until = self.clock() + self._pause
        log.warning("The pump %s waits for %.0f s: %s", self.consumer.model.pump, self._pause, why)
        self.outcomes.add(*(put_back(row, until=AT_ONCE, why=why) for row in waiting))


class ParallelPump(Generic[R, P]):
    """Hands over many rows at once, each far side a few at a time: call it again and again, then `finish`.

    What is prepared for a row is the call itself, and the network alone: calls are in threads, rows in the caller's.
    Each partition has a small batch on its way at a time, and its next rows wait for that batch alone: a far side that
    hangs holds up nobody else. For one thread alone.
    """

    def __init__(self, consumer: QueueConsumer[R, Callable[[], P]], *, most: int) -> None:
        self._consumer, self._most = consumer, most
        self._outcomes = ImmediateOutcomeWriter()
        self._threads = ThreadPoolExecutor(most, thread_name_prefix=consumer.model.pump)
        self._in_flight: dict[Future[P], R] = {}

    def __call__(self, now: datetime) -> int:
        """Send off what is due, and write down what was answered.

        Returns how many rows were dealt with or are on their way: 0 when there was nothing to do.
        """
        self._outcomes.write()  # for what could not be written the last time
        self._send_off(now)
        wait(self._in_flight, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        return self._write_down(now) + len(self._in_flight)

    def finish(self, now: datetime) -> None:
        """Wait for what is on its way, and write it down. At most as long as the slowest answer may take."""
        wait(self._in_flight)
        self._write_down(now)
        self._threads.shutdown()

    def _send_off(self, now: datetime) -> None:
        """Claim for the partitions that have nothing on its way."""
        while (free := self._most - len(self._in_flight)) > 0:
            busy = {getattr(row, self._consumer.partition) for row in self._in_flight.values()}
            rows = self._consumer.claim_due(now, limit=min(self._consumer.batch, free), skipping=busy)
            if not rows:
                return
            calls = self._consumer.prepare(rows, now)
            for row in rows:
                self._in_flight[self._threads.submit(calls[row.pk])] = row

    def _write_down(self, now: datetime) -> int:
        answered = [answer for answer in self._in_flight if answer.done()]
        for answer in answered:
            row = self._in_flight.pop(answer)
            if outcome := _hand_over_one(self._consumer, row, answer.result, now):
                self._outcomes.add(outcome)
        return len(answered)


def _hand_over_one(
    consumer: QueueConsumer[R, P], row: R, prepared: P | None, now: datetime
) -> Outcome | None:
    """Hand over one row. Whatever goes wrong with it holds up no other, and is tried again later."""
    try:
        return consumer.hand_over(row, prepared, now)
    except ReceiverUnavailable:
        raise
    except Exception as error:
        if not is_of_one_row(error):
            raise
        log.exception("A row of %s could not be handed over: %s.", consumer.model.pump, row.pk)
        return consumer.retry(row, why=f"It could not be handed over: {error!r}.", now=now)
