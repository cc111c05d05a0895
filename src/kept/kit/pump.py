"""The pump: claim what is due, hand it over, write down what became of it. Once, for every kind of queued work.

intent → commit → call → result: the claim is on disk before anything is handed over, the outcome right after it.
A kind of work says in a `QueueConsumer` how its rows are claimed and how one of them is handed over; the rest is the same for
all of them. Whoever dies in between leaves a row that is claimed again.
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
LOOK_SECONDS = 0.1

R = TypeVar("R", bound=QueuedRow)
P = TypeVar("P")


class ReceiverUnavailable(Exception):
    """The far side cannot be reached at all, for nobody's work: nobody's fault, so nobody's try."""


class QueueConsumer(Generic[R, P]):
    """A kind of queued work: how its rows are claimed, and how one of them is handed over.

    `batch` rows are claimed at a time; `lease_seconds` is longer than any single hand-over can take. Rows with the same
    number in the column `lane` have only so many on their way at once (ParallelPump).
    """

    model: type[R]
    batch: int = 20
    lease_seconds: float = LEASE_SECONDS
    lane: str = "id"

    def take(self, now: datetime, *, limit: int, passing_over: Collection[int] = ()) -> list[R]:
        """Claim what is due, and return what of it can be handed over now."""
        return claim(
            self.model,
            limit=limit,
            now=now,
            lease_seconds=self.lease_seconds,
            passing_over=(self.lane, passing_over),
        )

    def prepare(self, taken: Sequence[R], now: datetime) -> Mapping[int, P]:
        """Read what the hand-overs need, by the rows' ids, in few statements."""
        del taken, now
        return {}

    def hand_over(self, row: R, prepared: P | None, now: datetime) -> Outcome | None:
        """Do it, and say what became of it. None: that is written down already. Raises Away."""
        raise NotImplementedError

    def try_again(self, row: R, *, why: str, now: datetime) -> Outcome:
        """What becomes of a row that went wrong in a way nobody thought of: another try later, with an end."""
        return retry_or_fail(row, why=why, now=now)

    def line_of(self, row: R) -> Hashable:
        """Rows of one line leave in their order: behind one that has to wait the others wait as well."""
        return int(row.pk)

    def rest(self) -> None:
        """Let go of what is only worth holding while there is work. Called when nothing is due."""


class OutcomeWriter(Protocol):
    """Takes outcomes and has them written."""

    def give(self, *outcomes: Outcome) -> None:
        """These are to be written. Raises what writing raises."""

    def write(self) -> None:
        """Write what was given. When it returns, it is on disk."""


@dataclass
class Pump(Generic[R, P]):
    """Hands over one row after the other, and leaves a far side that is away alone for a while.

    `clock` is monotonic. One for each worker.
    """

    work: QueueConsumer[R, P]
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
        taken = self.work.take(now, limit=1 if self._pause else self.work.batch)
        if not taken:
            self.work.rest()
            return 0
        dealt_with = self._hand_over(taken, now)
        self.outcomes.write()
        return dealt_with

    def _hand_over(self, taken: list[R], now: datetime) -> int:
        """Returns how many were dealt with before the far side went away."""
        begun, prepared = self.clock(), self.work.prepare(taken, now)
        lease, stuck = self.work.lease_seconds, set[Hashable]()
        for position, row in enumerate(taken):
            line = self.work.line_of(row)
            if line in stuck:
                self.outcomes.give(put_back(row, until=now + timedelta(seconds=lease)))
                continue
            if self.clock() - begun > lease / 2 and not renew(row):
                continue  # somebody else took it over
            try:
                outcome = _one(self.work, row, prepared.get(row.pk), now)
            except ReceiverUnavailable as error:
                self._leave_alone(taken[position:], str(error))
                return position
            if outcome is None:
                continue
            self.outcomes.give(outcome)
            if outcome.has_to_wait:
                stuck.add(line)
        self._pause = 0.0
        return len(taken)

    def _leave_alone(self, waiting: list[R], why: str) -> None:
        """All of them wait, and we ask again soon."""
        self._pause = min(max(self._pause * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        self._until = self.clock() + self._pause
        log.warning("The pump %s waits for %.0f s: %s", self.work.model.pump, self._pause, why)
        self.outcomes.give(*(put_back(row, until=AT_ONCE, why=why) for row in waiting))


class ParallelPump(Generic[R, P]):
    """Hands over many rows at once, each far side a few at a time: call it again and again, then `finish`.

    What is prepared for a row is the call itself, and the network alone: calls are in threads, rows in the caller's.
    Each lane has a small batch on its way at a time and its next ones wait for that batch alone: a far side that hangs
    holds up nobody else. For one thread alone.
    """

    def __init__(self, work: QueueConsumer[R, Callable[[], P]], *, most: int) -> None:
        self._work, self._most = work, most
        self._outcomes = ImmediateOutcomeWriter()
        self._threads = ThreadPoolExecutor(most, thread_name_prefix=work.model.pump)
        self._on_their_way: dict[Future[P], R] = {}

    def __call__(self, now: datetime) -> int:
        """Send off what is due, and write down what was answered.

        Returns how many rows were dealt with or are on their way: 0 when there was nothing to do.
        """
        self._outcomes.write()  # for what could not be written the last time
        self._send_off(now)
        wait(self._on_their_way, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        return self._write_down(now) + len(self._on_their_way)

    def finish(self, now: datetime) -> None:
        """Wait for what is on its way, and write it down. At most as long as the slowest answer may take."""
        wait(self._on_their_way)
        self._write_down(now)
        self._threads.shutdown()

    def _send_off(self, now: datetime) -> None:
        """Claim for the lanes that have nothing on its way."""
        while (free := self._most - len(self._on_their_way)) > 0:
            busy = {getattr(row, self._work.lane) for row in self._on_their_way.values()}
            taken = self._work.take(now, limit=min(self._work.batch, free), passing_over=busy)
            if not taken:
                return
            calls = self._work.prepare(taken, now)
            for row in taken:
                self._on_their_way[self._threads.submit(calls[row.pk])] = row

    def _write_down(self, now: datetime) -> int:
        answered = [answer for answer in self._on_their_way if answer.done()]
        for answer in answered:
            row = self._on_their_way.pop(answer)
            if outcome := _one(self._work, row, answer.result, now):
                self._outcomes.give(outcome)
        return len(answered)


def _one(work: QueueConsumer[R, P], row: R, prepared: P | None, now: datetime) -> Outcome | None:
    """Whatever goes wrong with one row holds up no other, and is tried again later."""
    try:
        return work.hand_over(row, prepared, now)
    except ReceiverUnavailable:
        raise
    except Exception as error:
        if not is_of_one_row(error):
            raise
        log.exception("A row of %s could not be handed over: %s.", work.model.pump, row.pk)
        return work.try_again(row, why=f"It could not be handed over: {error!r}.", now=now)
