"""The mail server's receipts: which letters it took, on file from that moment until their rows say so.

The row waits for a commit, the commit for its turn, and a worker that is killed meanwhile would send again what has
left (I4). A line in a file waits for nobody, and once it is written the kernel has it, however the process ends.
Whoever takes a dead worker's letters over reads what it left here first, and writes it into the rows.

Nothing is synced: a machine that loses its power may lose lines, and repeats those few letters under the same
Message-IDs. Each worker writes a file of its own in the data folder and keeps it locked, as in kit/owners.py.
"""

import fcntl
import json
import os
import secrets
import time
import weakref
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from kept.kit.owners import is_free

FOLDER = "receipts"
FORGET_AFTER_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is to stand in the row of the message `message_pk`, if it is still held by `lease`."""

    message_pk: int
    lease: str
    changes: dict[str, Any]


class Receipts:
    """One worker's receipts. Its file is there from the first one on; an empty one goes with this object."""

    def __init__(self) -> None:
        self._file = -1

    def keep(self, receipts: Collection[Receipt]) -> bool:
        """Put these on file. False: the disk would not take them, and nothing can be relied on."""
        if not receipts:
            return True
        lines = b"".join(map(_line, receipts))
        try:
            if self._file < 0:
                self._file, path = _own_file()
                weakref.finalize(self, _let_go, self._file, path)
            return os.write(self._file, lines) == len(lines)
        except OSError:
            return False

    def clear(self) -> None:
        """All of them are in their rows."""
        if self._file >= 0:
            os.ftruncate(self._file, 0)


def read_all(believe: Callable[[list[Receipt]], object]) -> None:
    """Have every worker's receipts believed. Files of those who died go when `believe` has returned.

    The living are read as well: one that is frozen has no better witness, and a receipt that has reached its row
    already changes nothing there.
    """
    for path in _folder().glob("*"):
        with suppress(OSError):
            free, text = is_free(path), path.read_bytes()
            believe(list(_receipts(text)))
            # One without a line may be so new that its worker has not locked it yet.
            if free and (text or time.time() - path.stat().st_mtime > FORGET_AFTER_SECONDS):
                path.unlink()


def _line(receipt: Receipt) -> bytes:
    """Between two line ends: one that was written by half spoils no other."""
    row = [receipt.message_pk, receipt.lease, receipt.changes]
    return b"\n" + json.dumps(row, default=datetime.isoformat).encode() + b"\n"


def _receipts(text: bytes) -> Iterator[Receipt]:
    for line in text.split(b"\n"):
        with suppress(ValueError, KeyError, TypeError):
            pk, lease, changes = json.loads(line)
            yield Receipt(
                pk, lease, changes | {"handed_over_at": datetime.fromisoformat(changes["handed_over_at"])}
            )


def _own_file() -> tuple[int, Path]:
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{os.uname().nodename}-{secrets.token_hex(8)}"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    return file, path


def _let_go(file: int, path: Path) -> None:
    if os.fstat(file).st_size == 0:
        path.unlink(missing_ok=True)
    os.close(file)


def _folder() -> Path:
    folder: Path = settings.ENVIRONMENT.data_dir
    return folder / FOLDER
