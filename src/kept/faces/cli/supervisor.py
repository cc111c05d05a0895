"""Starts the parts of an installation as processes and keeps them running.

It does not load Django, so that it needs little memory beside the web server and the worker.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

# A part that ends soon after each start is restarted after a longer wait each time, up to this.
LONGEST_WAIT_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
GRACE_SECONDS = 25.0


@dataclass(slots=True)
class Part:
    """A process: its name and the arguments of `kept`."""

    name: str
    arguments: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    wait: float = 0.5
    due: float = field(default=0.0)


def supervise(parts: Sequence[Part], environment: Mapping[str, str]) -> int:
    """Run the parts until a signal asks to stop, restarting each that ends; return the exit status."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        for part in parts:
            _keep_running(part, environment)
        time.sleep(0.2)
    return _stop_all(parts)


def _keep_running(part: Part, environment: Mapping[str, str]) -> None:
    now = time.monotonic()
    if part.process and part.process.poll() is None:
        return
    if part.process:
        steady = now - part.started > STEADY_AFTER_SECONDS
        part.wait = 0.5 if steady else min(part.wait * 2, LONGEST_WAIT_SECONDS)
        part.due = now + part.wait
        print(
            f"kept: {part.name} ended ({part.process.returncode}); starting it again in {part.wait:.0f} s",
            file=sys.stderr,
        )
        part.process = None
    if now >= part.due:
        command = [sys.executable, "-m", "kept.faces.cli.main", *part.arguments]
        # A session of its own: Ctrl-C reaches the supervisor alone, which then ends the parts in order.
        part.process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)  # noqa: S603
        part.started = now


def _stop_all(parts: Sequence[Part]) -> int:
    running = [part.process for part in parts if part.process]
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
    return 0
