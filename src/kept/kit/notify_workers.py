"""Waking the workers of one pump: a datagram to each, the moment new work is on disk.

Only a hint. It carries nothing, it may be lost, and nobody waits for it: a worker looks for itself every few
seconds anyway. Each worker on this machine listens on a unix socket of its own in the data folder; workers on
other machines find the work at their next look.
"""

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import TracebackType

from django.conf import settings
from django.db import connection

from kept.kit.transactions import after_commit

FOLDER = "notify"
# What the kernel takes as a socket's address, with a little room (unix(7): 108 bytes on Linux, 104 on BSD).
_LONGEST_ADDRESS = 100


class Listener:
    """A worker's ear for one pump. `with Listener("messages") as listener: … listener.wait(5.0)`."""

    def __init__(self, pump: str, data_dir: Path | None = None) -> None:
        folder = _folder(data_dir)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._path = folder / f"{pump}-{os.getpid()}-{secrets.token_hex(4)}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with _short_address(self._path) as address:
            self._socket.bind(address)

    def wait(self, seconds: float) -> bool:
        """Wait until somebody rings, at most `seconds`. Returns whether somebody rang.

        Look for work after each return, and only then wait again: a ring during the look is not lost.
        """
        self._socket.settimeout(max(seconds, 0.001))
        try:
            self._socket.recv(1)
        except TimeoutError:
            return False
        self._socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:  # however often it rang: one look finds everything
                self._socket.recv(1)
        return True

    def notify(self) -> None:
        """End this listener's own wait, from a signal handler or another thread."""
        _send(self._path)

    def close(self) -> None:
        """Stop listening."""
        self._path.unlink(missing_ok=True)
        self._socket.close()

    def __enter__(self) -> "Listener":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def notify_after_commit(pump: str) -> None:
    """Wake a pump's workers once the open transaction is on disk; once, however often it is asked for."""
    notifier = _notifier(pump)
    if all(hook[1] is not notifier for hook in connection.run_on_commit):
        after_commit(notifier)


def notify(pump: str, data_dir: Path | None = None) -> None:
    """Wake every worker that listens for this pump in this data folder. Never waits, never fails."""
    folder = _folder(data_dir)
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(f"{pump}-"):
                _send(folder / name)


@cache
def _notifier(pump: str) -> Callable[[], None]:
    return lambda: notify(pump)


def _send(path: Path) -> None:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender, _short_address(path) as address:
            sender.setblocking(False)
            sender.sendto(b"\0", address)
    except ConnectionRefusedError:
        path.unlink(missing_ok=True)  # its worker died without closing
    except OSError:
        pass  # full: it is awake already; anything else: it looks by itself


def _folder(data_dir: Path | None) -> Path:
    return (data_dir or settings.ENVIRONMENT.data_dir) / FOLDER


@contextmanager
def _short_address(path: Path) -> Iterator[str]:
    """The path, or a short way to it where it is too long for a socket's address (Linux)."""
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
