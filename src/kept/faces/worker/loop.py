"""The loop of a worker:

look, work, wait until somebody rings. It survives everything but being asked to stop.
"""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType

from django.db import connection, reset_queries

from kept.faces.worker.heartbeat import Heartbeat
from kept.faces.worker.pumps import Pump, pumps
from kept.kit.wake import Listener

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""How long a worker waits at most before it looks by itself:

work can fall due, or be written by another machine.
"""

FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 60.0


def run() -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished first."""
    with Listener() as listener:
        worker = Worker(pumps(), wait=listener.wait)

        def stop(number: int, frame: FrameType | None) -> None:
            del number, frame
            worker.stopping = True
            listener.ring()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        log.info("The worker is ready.")
        with Heartbeat() as heartbeat:
            worker.work(heartbeat.beat)
    connection.close()


@dataclass
class Worker:
    """Pumps and how to wait for them. `clock` is monotonic."""

    pumps: dict[str, Pump]
    wait: Callable[[float], bool]
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    stopping: bool = False
    _rests: dict[str, tuple[float, float]] = field(default_factory=dict)  # pump → (until, how long it was)

    def work(self, beat: Callable[[], None]) -> None:
        """Look and wait in turns until `stopping`."""
        while not self.stopping:
            beat()
            if not self.look():
                self.wait(LOOK_SECONDS)

    def look(self) -> int:
        """Ask every pump once. Returns how many rows they handled together."""
        return sum(self._ask(name, pump) for name, pump in self.pumps.items() if not self.stopping)

    def _ask(self, name: str, pump: Pump) -> int:
        until, length = self._rests.get(name, (0.0, 0.0))
        if self.clock() < until:
            return 0
        try:
            handled = pump(self.now())
        except Exception:
            rest = min(max(length * 2, FIRST_REST_SECONDS), LONGEST_REST_SECONDS)
            log.exception("The pump %s failed and rests for %.0f s.", name, rest)
            self._rests[name] = (self.clock() + rest, rest)
            # A database that was restarted is met again by a new connection.
            connection.close()
            return 0
        self._rests.pop(name, None)
        reset_queries()
        return handled
