"""Fires timers in processes that are killed at random instants, until none is left (test_timers_killed.py).

python timer_killing.py [planted]      prints how many were killed
"""

import os
import random
import signal
import sys
import time

import django

django.setup()

from django.utils import timezone  # noqa: E402

from kept.kit.pump import Pump  # noqa: E402
from kept.timers import firing  # noqa: E402
from kept.timers.models import Timer  # noqa: E402

# Long enough for some to fire, short enough that a fast machine is interrupted again and again, too.
LIVES_SECONDS = (0.02, 0.15)
MOST_KILLS = 200


def work() -> None:
    """Fire what is due, until nothing is; 0 then."""
    pump = Pump(firing.TimerConsumer())
    while pump(timezone.now()):
        pass


def act_and_settle_apart() -> None:
    """The planted fault: the action is on disk before the timer says that it has fired."""

    def hand_over(_self: firing.TimerConsumer, row: Timer, _prepared: None, now: object) -> object:
        firing.handler_of(row)(row, firing.clock(row.store_id), now)  # type: ignore[arg-type]
        time.sleep(0.005)
        return firing.done(row, Timer.State.FIRED, settled_at=now)

    firing.TimerConsumer.hand_over = hand_over  # type: ignore[assignment, method-assign]


def main() -> None:
    dice, kills = random.Random(1789), 0
    if "planted" in sys.argv:
        act_and_settle_apart()
    while kills < MOST_KILLS:
        child = os.fork()
        if child == 0:
            work()
            os._exit(0)
        time.sleep(dice.uniform(*LIVES_SECONDS))
        os.kill(child, signal.SIGKILL)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            break
        kills += 1
    work()
    sys.stdout.write(f"{kills}\n")


if __name__ == "__main__":
    main()
