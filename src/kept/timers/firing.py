"""Fire timers that are due: the action and the timer's own end are one transaction, so that nothing happens twice.

A worker that dies before the COMMIT has done nothing, and the timer is claimed again; after it the timer has fired.
"""

import logging
from datetime import datetime

from kept.kit.outcomes import Outcome, done, is_of_one_row, put_back, retry_or_fail
from kept.kit.pump import QueueConsumer
from kept.kit.queue import settle
from kept.kit.refusals import Refusal
from kept.kit.transactions import open_to_actions
from kept.stores.actor import clock
from kept.timers.kinds import NotYet, handler_of
from kept.timers.models import Timer

log = logging.getLogger(__name__)


class TimerConsumer(QueueConsumer[Timer, None]):
    """Timers as queued work: each is looked at again, and then fires, moves, or is let go."""

    model = Timer
    batch = 50

    def hand_over(self, row: Timer, prepared: None, now: datetime) -> Outcome | None:
        """Do what the clock table says. None: it has fired, and its row says so."""
        del prepared
        try:
            handler = handler_of(row)
        except KeyError:
            return retry_or_fail(row, why=f"Nobody here knows timers of the kind {row.kind}.", now=now)
        try:
            with open_to_actions():
                handler(row, clock(row.store_id), now)
                _mark_fired(row, now)
        except NotYet as moved:
            return put_back(row, until=moved.until)
        except _LeaseLost:
            return None
        except Refusal as refusal:
            if not is_of_one_row(refusal):
                raise
            return _drop(row, str(refusal), now)
        return None


class _LeaseLost(Exception):
    """The timer was cleared, or another worker has it: what was done here is undone."""


def _mark_fired(timer: Timer, now: datetime) -> None:
    """After the action, so that rows are locked in the order in which actions do it: the subject, then its timer."""
    if not settle(timer, timer.lease, state=Timer.State.FIRED, settled_at=now, last_error=""):
        raise _LeaseLost


def _drop(timer: Timer, why: str, now: datetime) -> Outcome:
    log.info("Timer %s (%s, due %s) is let go: %s", timer.pk, timer, timer.due_at, why)
    return done(timer, Timer.State.LET_GO, reason=why[:240], settled_at=now, last_error="")
