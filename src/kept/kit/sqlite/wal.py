"""Keeping the write-ahead log short, while holding the write lock and at no other time.

Called after a commit. Past 4 MB it moves what it can into the database without waiting for anybody (PASSIVE);
past 64 MB it waits a moment for the readers of that instant and cuts the file (TRUNCATE). A reader that never
ends can only let the log grow; the next attempt comes by itself.
"""

import logging
import os
import sqlite3
import time

CHECKPOINT_BYTES = 4 * 1024 * 1024
TRUNCATE_BYTES = 64 * 1024 * 1024
# The size alone does not tell whether it is time; what does takes five calls to the system.
CHECK_EVERY = 8
# How long a committer may wait for readers when the file is to be cut, and when another may try if they stay.
WAIT_FOR_READERS_MS = 200
SECONDS_BETWEEN_TRUNCATIONS = 5.0

# https://www.sqlite.org/fileformat2.html#the_write_ahead_log
_HEADER = 32
_FRAME_HEADER = 24

logger = logging.getLogger(__name__)


class Checkpointer:
    """Keeps the log of one database short. Called only by whoever holds its write lock."""

    def __init__(self, database: str) -> None:
        self._path = f"{database}-wal"
        self._round = b""  # the salts of the log's present round: they change when it begins anew
        self._frame = 0  # bytes of a frame: a page and its header
        self._next_at = 0  # bytes of this round at which to checkpoint next
        self._no_truncation_before = 0.0
        self._commits = 0

    def checkpoint_if_due(self, connection: sqlite3.Connection) -> None:
        """Checkpoint if it is time. An error is only logged: what was committed is safe in the log."""
        try:
            self._commits += 1
            size = os.stat(self._path).st_size
            if size > TRUNCATE_BYTES and time.monotonic() >= self._no_truncation_before:
                self._truncate(connection)
            elif size > CHECKPOINT_BYTES and self._commits % CHECK_EVERY == 0 and self._is_due():
                self._checkpoint(connection)
        except (OSError, sqlite3.Error):
            logger.warning(
                "The database's log could not be shortened; a later commit tries again.", exc_info=True
            )

    def _is_due(self) -> bool:
        """Tell whether this round of the log has reached the mark.

        The file keeps its size from round to round, so the size does not tell. A frame belongs to the present
        round when it carries the header's salts.
        """
        with open(self._path, "rb", buffering=0) as log:
            header = log.read(_HEADER)
            if len(header) < _HEADER:
                return False
            self._frame, salts = int.from_bytes(header[8:12], "big") + _FRAME_HEADER, header[16:24]
            if salts != self._round:
                self._round, self._next_at = salts, CHECKPOINT_BYTES
            log.seek(_HEADER + self._next_at // self._frame * self._frame)
            return log.read(16)[8:] == salts

    def _checkpoint(self, connection: sqlite3.Connection) -> None:
        frames = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]
        # A reader may keep this round alive, so that it grows on: look again in another 4 MB.
        self._next_at = (frames * self._frame) + CHECKPOINT_BYTES

    def _truncate(self, connection: sqlite3.Connection) -> None:
        patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
        connection.execute(f"PRAGMA busy_timeout = {WAIT_FOR_READERS_MS}")
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(patience)}")
        if busy:
            self._no_truncation_before = time.monotonic() + SECONDS_BETWEEN_TRUNCATIONS
