"""The loop of a worker: look, work, wait until somebody rings.

It survives everything but being asked to stop.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from django.db import connection

from kept.faces.worker.heartbeat import Heartbeat
from kept.faces.worker.pumps import FinishablePump, Pump, pumps
from kept.kit.notify_workers import Listener

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
"""How long a pump waits before it looks by itself: work falls due, or another machine has written it."""

FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 60.0


class PumpLoop:
    """One pump and its turns: asked again and again until `stop`, each time after a ring or a short wait."""

    def __init__(
        self, name: str, pump: Pump, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.name = name
        self._pump = pump
        self._now = now
        self._listener = Listener(name)
        self._stopping = False
        self._rest = 0.0

    def work(self) -> None:
        """Take turns until `stop`; what is in hand then is finished first."""
        with self._listener, Heartbeat(self.name) as heartbeat:
            while not self._stopping:
                heartbeat.beat()
                if not self.turn():
                    self._wait()
            if isinstance(self._pump, FinishablePump):
                self._pump.finish(self._now())
        connection.close()

    def stop(self) -> None:
        """End after the turn that is in hand. Safe from a signal handler and from other threads."""
        self._stopping = True
        self._listener.notify()

    def turn(self) -> int:
        """Ask the pump once.

        Returns how many rows it handled; 0 when it failed, and then it rests for a while.
        """
        try:
            handled = self._pump(self._now())
        except Exception:
            self._rest = min(max(self._rest * 2, FIRST_REST_SECONDS), LONGEST_REST_SECONDS)
            log.exception("The pump %s failed and rests for %.0f s.", self.name, self._rest)
            connection.close()  # a database that was restarted is met again by a new connection
            return 0
        self._rest = 0.0
        return handled

    def _wait(self) -> None:
        if not self._rest:
            self._listener.wait(POLL_SECONDS)
            return
        # Ringing is for work; what failed rests all the same, unless the worker is asked to stop.
        until = time.monotonic() + self._rest
        while not self._stopping and (left := until - time.monotonic()) > 0:
            self._listener.wait(left)


def run() -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished first."""
    loops = [PumpLoop(name, pump) for name, pump in pumps().items()]

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        for each in loops:
            each.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    threads = [threading.Thread(target=each.work, name=each.name) for each in loops]
    for thread in threads:
        thread.start()
    log.info("The worker is ready.")
    for thread in threads:
        thread.join()
