"""A sign of life is a small file that a working worker touches.

It is there so that `kept check` sees one that hangs or is gone.
"""

import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from django.conf import settings

FOLDER = "workers"
EVERY_SECONDS = 5.0


class Heartbeat:
    """The sign of life of one worker: `with Heartbeat("messages") as heartbeat: … heartbeat.beat()`.

    The file goes when the worker ends in good order.
    """

    def __init__(self, pump: str, data_dir: Path | None = None) -> None:
        folder = (data_dir or settings.ENVIRONMENT.data_dir) / FOLDER
        self._path = folder / f"{socket.gethostname()}-{os.getpid()}-{pump}"
        self._beaten = float("-inf")

    def beat(self) -> None:
        """Say that the worker is alive. Costs nothing more often than every few seconds.

        A worker that cannot say so works all the same; `kept check` then takes it for one that hangs.
        """
        if time.monotonic() - self._beaten >= EVERY_SECONDS:
            with suppress(OSError):
                self._path.parent.mkdir(mode=0o700, exist_ok=True)
                self._path.touch()
            self._beaten = time.monotonic()

    def __enter__(self) -> "Heartbeat":
        self.beat()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._path.unlink(missing_ok=True)


def last_beat(pump: str, data_dir: Path) -> float | None:
    """Return when a worker on this machine last took this pump's turn, as seconds since the epoch; None for never."""
    beats = [path.stat().st_mtime for path in (data_dir / FOLDER).glob(f"*-{pump}")]
    return max(beats, default=None)
