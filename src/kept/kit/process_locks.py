"""Leases that name their process, so that rows of a dead process are taken over at once and not when the lease ends.

Each process that claims work holds a lock on a file of its own in the data folder. The kernel lets go of it
when the process ends, however it ends, and nobody else can. A lease names that file. Of processes on other
machines nothing is known here: their leases have to run out.
"""

import fcntl
import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path

from django.conf import settings

FOLDER = "process_locks"
FORGET_AFTER_SECONDS = 24 * 3600.0
_MARK = 8  # characters of a lease that name its owner


class _Me:
    """This process, as the others see it. A fork is somebody else."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._pid = 0
        self._mark = ""
        self._file = -1

    def mark(self) -> str:
        with self._mutex:
            if self._pid != os.getpid():
                self._pid, self._mark = os.getpid(), secrets.token_hex(_MARK // 2)
                path = _path(self._mark)
                path.parent.mkdir(mode=0o700, exist_ok=True)
                # Held until the process ends, so nobody closes it.
                self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(self._file, fcntl.LOCK_EX)
                _sweep(os.fstat(self._file).st_mtime)
            return self._mark


_me = _Me()


def new_lease() -> str:
    """32 characters that nobody guesses, and that name this process."""
    return _me.mark() + secrets.token_hex((32 - _MARK) // 2)


def is_dead(lease: str) -> bool:
    """Tell whether the process that made this lease is known to have ended. False when nothing is known of it."""
    return _is_free(_path(lease[:_MARK]))


def _is_free(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(file)


def _sweep(now: float) -> None:
    """Files of processes that ended long ago: whoever wanted to know has seen it. `now` by the disk's clock."""
    for path in _path("").parent.glob(_path("").name + "*"):
        with suppress(OSError):
            if now - path.stat().st_mtime > FORGET_AFTER_SECONDS and _is_free(path):
                path.unlink()


def _path(mark: str) -> Path:
    """By machine, because a lock may not be seen from another one."""
    folder: Path = settings.ENVIRONMENT.data_dir
    return folder / FOLDER / f"{os.uname().nodename}-{mark}"
