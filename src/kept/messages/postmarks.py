"""Postmarks: which messages the mail server took, on file from that moment until their rows say so.

The row waits for a commit, the commit for its turn, and a worker that is killed meanwhile would send again what has
left (I4). A line in a file waits for nobody, and once it is written the kernel has it, however the process ends.
Whoever takes a dead worker's messages over reads what it left here first, and writes it into the rows.

Nothing is synced: a machine that loses its power may lose lines, and repeats those few messages under the same
Message-IDs. Each worker writes a file of its own in the data folder and keeps it locked, as in kit/process_locks.py.
"""

import fcntl
import json
import logging
import os
import secrets
import weakref
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)

FOLDER = "postmarks"


@dataclass(frozen=True, slots=True)
class Postmark:
    """The message `message_pk` has left. `as_sent`: what its row says besides, if `lease` still claims it.

    All of it is text, but for the moment `handed_over_at`.
    """

    message_pk: int
    lease: str
    as_sent: dict[str, Any]


class Postmarks:
    """One worker's postmarks. Its file is there from the first one on; an empty one goes with this object."""

    def __init__(self) -> None:
        self._file = -1
        self._close: Callable[[], object] = lambda: None
        self._is_empty = True
        self._is_failing = False

    def keep(self, postmarks: Collection[Postmark]) -> bool:
        """Put these on file. False: the disk would not take them, and nothing can be relied on."""
        if not postmarks:
            return True
        lines = b"".join(map(_line, postmarks))
        try:
            self._open()
            self._is_empty = False
            kept = os.write(self._file, lines) == len(lines)
        except OSError as error:
            kept = False
            if not self._is_failing:
                log.warning(
                    "Messages that have left cannot be put on file (%s); their rows are written at once.",
                    error,
                )
        self._is_failing = not kept
        return kept

    def clear(self) -> None:
        """All of them are in their rows. A line that stays is true there already, and changes nothing."""
        if not self._is_empty:
            with suppress(OSError):
                os.ftruncate(self._file, 0)
                self._is_empty = True

    def _open(self) -> None:
        if self._file >= 0 and os.fstat(self._file).st_nlink:
            return
        self._close()  # the file is gone, or its folder: what is written there nobody will find
        self._file = -1
        self._file, path = _own_file()
        self._close = weakref.finalize(self, _remove_if_empty, self._file, path)


def read_all(handle: Callable[[list[Postmark]], object]) -> None:
    """Have every worker's postmarks handled. Files of those who died go when `handle` has returned.

    The living are read as well: one that is frozen has no better witness, and a postmark that has reached its row
    already changes nothing there.
    """
    for path in _folder().glob("*"):
        with ExitStack() as until_it_is_gone:
            try:
                file = until_it_is_gone.enter_context(path.open("r+b"))
                is_dead, text = _lock(file.fileno(), fcntl.LOCK_NB), file.read()
            except FileNotFoundError:
                continue  # somebody else has read it and cleared it away
            except OSError as error:
                log.warning("The postmarks of a worker cannot be read (%s); they may leave again.", error)
                continue
            handle(list(_postmarks(text)))
            if is_dead:
                with suppress(OSError):
                    path.unlink()


def _line(postmark: Postmark) -> bytes:
    """Between two line ends: one that was written by half spoils no other."""
    row = [postmark.message_pk, postmark.lease, postmark.as_sent]
    return b"\n" + json.dumps(row, default=datetime.isoformat).encode() + b"\n"


def _postmarks(text: bytes) -> Iterator[Postmark]:
    """Those that can be read. A worker may have been killed, or the disk full, in the middle of one."""
    for line in text.split(b"\n"):
        with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pk, lease, as_sent = json.loads(line)
            if type(pk) is int and all(isinstance(value, str) for value in (lease, *as_sent.values())):
                at = datetime.fromisoformat(as_sent["handed_over_at"])
                yield Postmark(pk, lease, as_sent | {"handed_over_at": at})


def _own_file() -> tuple[int, Path]:
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{os.uname().nodename}-{secrets.token_hex(8)}"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        _lock(file)
    except OSError:
        _remove_if_empty(file, path)
        raise
    if path.exists():
        return file, path
    os.close(file)  # somebody who was reading took it for a dead one's before it was locked
    return _own_file()


def _remove_if_empty(file: int, path: Path) -> None:
    if os.fstat(file).st_size == 0:
        path.unlink(missing_ok=True)
    os.close(file)


def _lock(file: int, how: int = 0) -> bool:
    """Lock a file until it is closed. With LOCK_NB it does not wait, and returns whether the lock was free."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | how)
    except BlockingIOError:
        return False
    return True


def _folder() -> Path:
    folder: Path = settings.ENVIRONMENT.data_dir
    return folder / FOLDER
