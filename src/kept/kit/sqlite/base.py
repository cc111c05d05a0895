"""The connection. ENGINE "kept.kit.sqlite"; NAME is the path of a file.

Not up to the settings: the write-ahead log with synchronous=FULL, so that what was confirmed survives a power
cut; BEGIN IMMEDIATE, because a deferred transaction fails when another has written since it began; foreign
keys; no automatic checkpoints: the committer runs them while it holds the write lock (`wal.py`).

OPTIONS knows one word, `timeout`: how many seconds a writer waits for its turn (default 15) before StoreBusy.
Use CONN_MAX_AGE=None: opening and closing a connection costs more than a small transaction.

Memory-mapped reading (mmap_size) stays off: with it a failing disk kills the process instead of raising an
error.
"""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError
from django.db.backends.sqlite3 import base as django_sqlite
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]
    register as register_functions,
)
from django.db.backends.utils import debug_transaction

from kept.kit.sqlite import forking
from kept.kit.sqlite.client import DatabaseClient
from kept.kit.sqlite.creation import DatabaseCreation
from kept.kit.sqlite.cursor import Cursor
from kept.kit.sqlite.features import DatabaseFeatures
from kept.kit.sqlite.lock import Hold, WriteLock
from kept.kit.sqlite.safety import why_unsafe
from kept.kit.sqlite.sharing import Shared
from kept.kit.transactions import StoreBusy

logger = logging.getLogger(__name__)

DEFAULT_TIMEOUT = 15.0  # seconds
CACHED_STATEMENTS = 256  # per connection; the ORM's statements are long to prepare, and there are many
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",  # as Django asks
    "PRAGMA wal_autocheckpoint = 0",
    "PRAGMA cache_size = -4000",  # KiB, for each connection: what a request walks, times a few threads
    "PRAGMA temp_store = MEMORY",  # sorting must not depend on room in /tmp
)


class DatabaseWrapper(django_sqlite.DatabaseWrapper):
    """One connection to one database file. `hold` is its holding of the write lock, or None."""

    client_class = DatabaseClient
    creation_class = DatabaseCreation
    features_class = DatabaseFeatures

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hold: Hold | None = None
        self.is_reading = False
        self.is_sharing = False
        self._own: sqlite3.Connection | None = None  # this one's, while it follows in another's transaction
        self._came_to_nothing: BaseException | None = None
        self.write_lock: WriteLock | None = None
        self._timeout = DEFAULT_TIMEOUT

    # Opening and closing

    def get_connection_params(self) -> dict[str, Any]:
        """Return the arguments of sqlite3.connect(). Raises ImproperlyConfigured for settings that weaken the rules."""
        name = os.fspath(self.settings_dict["NAME"] or "")
        options = dict(self.settings_dict["OPTIONS"])
        if not name or name == ":memory:" or name.startswith("file:"):
            raise ImproperlyConfigured(
                f"The database's NAME is {name!r}. Kept keeps SQLite data in a file; write the path of one."
            )
        if options.pop("transaction_mode", "IMMEDIATE") != "IMMEDIATE":
            raise ImproperlyConfigured("Transactions are always IMMEDIATE; leave transaction_mode out.")
        self._timeout = float(options.pop("timeout", DEFAULT_TIMEOUT))
        if options:
            raise ImproperlyConfigured(
                f"The OPTIONS of a SQLite database may hold 'timeout', not {', '.join(sorted(options))}."
            )
        self.transaction_mode = "IMMEDIATE"
        self.write_lock = WriteLock.of(name)
        return {
            "database": self.write_lock.database,
            "timeout": self._timeout,  # SQLite's own waiting: against programs that are not Kept
            "cached_statements": CACHED_STATEMENTS,
            "detect_types": sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
            "check_same_thread": False,  # Django's wrapper checks; the dead thread's is closed for it
            "isolation_level": None,
        }

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        database = conn_params["database"]
        if problem := why_unsafe(database):
            raise ImproperlyConfigured(problem)
        forking.refuse_if_inherited(database)
        with suppress(FileExistsError):
            # For its owner's eyes only; whatever SQLite puts beside it follows.
            os.close(os.open(database, os.O_CREAT | os.O_EXCL, 0o600))
        connection: sqlite3.Connection = sqlite3.connect(**conn_params)
        try:
            self._set_up(connection)
        except BaseException:
            connection.close()
            raise
        forking.watch(self)
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        register_functions(connection)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            return
        hold = self._lock.acquire(connection, self._timeout)
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        finally:
            hold.release()
        if mode != "wal":
            raise ImproperlyConfigured(
                f"SQLite cannot keep a write-ahead log for {self._lock.database}. "
                "Put the database on a local disk, or use PostgreSQL."
            )

    def _close(self) -> None:
        """Close while holding the lock, because the last connection to close checkpoints.

        Without waiting for it: whoever holds it has a connection open, and so this one is not the last. (And
        SQLite checkpoints on closing only with the whole file locked for itself.)
        """
        if self.connection is None:
            return
        if self._own is not None:
            self._rollback()
        if self.hold is None and not self._lock.held_by_this_thread:
            with suppress(StoreBusy):
                self.hold = self._lock.acquire(self.connection, 0)
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.give_back()

    def is_in_memory_db(self) -> bool:
        return False

    # Transactions

    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002 (Django's signature)
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.owner = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        begin = "BEGIN DEFERRED" if self.is_reading else "BEGIN IMMEDIATE"
        with debug_transaction(self, begin), self.wrap_database_errors:
            if self.is_reading:
                self.connection.execute(begin)
            elif self.is_sharing:
                self._begin_sharing(begin)
            else:
                self.create_cursor().execute(begin)  # which takes the write lock

    def _begin_sharing(self, begin: str) -> None:
        hold = self.hold = self._lock.acquire_to_share(self.connection, self._timeout)
        try:
            if hold.shared is None or hold.shared.connection is self.connection:
                self.create_cursor().execute(begin)
            else:
                self._own, self.connection = self.connection, hold.shared.connection
                hold.shared.begin_part()
        except BaseException:
            self._undo()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        if autocommit and self.hold is not None:
            self._commit()  # what setting isolation_level below would do, but without the rules
        with self.wrap_database_errors:
            # sqlite3 begins by itself, with this word, before the first write of a manual transaction.
            self.connection.isolation_level = None if autocommit else "IMMEDIATE"

    def _commit(self) -> None:
        """COMMIT, or wait for that of another who goes on in the same transaction.

        After an error the work is undone, and nobody is told that it was kept. The connection stays open. Were it
        the last one, closing it would make the next one recover the log, and with it what a failed sync has left
        there: frames that look whole and are not on disk, with everything that is then written behind them.
        """
        shared = self.hold.shared if self.hold is not None else None
        if self.hold is None or shared is None:
            self._commit_all()
            return
        with self.wrap_database_errors:
            if self._own is not None:
                shared.end_part()
            self._end_with_others(self.hold, shared)

    def _end_with_others(self, hold: Hold, shared: Shared) -> None:
        """Let the next go on and wait for the COMMIT; without a next one, it is ours."""
        ticket = shared.stay()
        if hold.hand_on():
            self._step_out()
            ticket.wait()
        else:
            shared.leave(ticket)
            self._commit_all()

    def _commit_all(self) -> None:
        shared = self.hold.shared if self.hold is not None else None
        with_others = shared is not None and shared.has_others
        try:
            if shared is not None:
                shared.require_open()
            super()._commit()  # type: ignore[misc]
        except BaseException as error:
            self._undo()
            if with_others and isinstance(error, IntegrityError):
                logger.exception("Whose mistake it was is not known: each of them is asked to try again.")
                raise StoreBusy from error
            raise
        self.give_back_after_writing()

    def _rollback(self) -> None:
        """Take back what was written here. Others whose work is in the same transaction keep theirs.

        It waits for their COMMIT too: what made this one turn back ("sold out") may be what they have just written.
        When that COMMIT fails, `sharing` says so instead of what turned this one back.
        """
        shared = self.hold.shared if self.hold is not None and self._own is not None else None
        if self.hold is None or shared is None:
            self._undo()
            return
        with self.wrap_database_errors:
            try:
                shared.take_part_back()
            except BaseException:
                self._undo()
                raise
            try:
                self._end_with_others(self.hold, shared)
            except DatabaseError as error:  # Django would take it for a failed rollback, and say nothing
                self._came_to_nothing = error

    def _undo(self) -> None:
        """ROLLBACK, of everything that is in the transaction."""
        try:
            super()._rollback()  # type: ignore[misc]
        except BaseException:
            self._drop()
            raise
        self.give_back()

    def _drop(self) -> None:
        try:
            with suppress(sqlite3.Error):
                self.connection.close()
        finally:
            self.connection = None
            self.give_back()

    def _step_out(self) -> None:
        """Back to one's own connection: the transaction is in others' hands, or over."""
        self.hold = None
        if self._own is not None:
            self.connection, self._own = self._own, None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Transactions begun inside only read and take no lock. For `kept.kit.transactions.snapshot`."""
        self.is_reading = True
        try:
            yield
        finally:
            self.is_reading = False

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """A transaction begun inside may end with others', in one COMMIT (`sharing.py`). For short ones."""
        self.is_sharing, self._came_to_nothing = True, None
        try:
            yield
        except Exception as refusal:
            if self._came_to_nothing is not None:
                raise StoreBusy from refusal
            raise
        finally:
            self.is_sharing = False

    # Forks (`forking.py`)

    @property
    def database(self) -> str:
        """The path of the file."""
        return self._lock.database

    @property
    def is_really_open(self) -> bool:
        """Tell whether SQLite has the file open."""
        return self.connection is not None and not self.closed_in_transaction

    def close_if_at_rest(self) -> None:
        """Close, unless it is another thread's or in the middle of a transaction."""
        mine = self._thread_ident == threading.get_ident()  # type: ignore[attr-defined]
        if mine and not self.connection.in_transaction:
            self.close()

    def let_go(self) -> tuple[Any, Any]:
        """In a forked child: give up what is the parent's, without closing it."""
        left = self.connection, self._own
        self.connection = self.hold = self._own = None
        self.closed_in_transaction = self.in_atomic_block
        return left

    # The lock

    @property
    def _lock(self) -> WriteLock:
        if self.write_lock is None:
            raise RuntimeError("There is no write lock before the first connection.")
        return self.write_lock

    def take_lock(self) -> None:
        """Wait for the turn. Raises StoreBusy when it does not come within `timeout`."""
        self.hold = self._lock.acquire(self.connection, self._timeout)

    def give_back(self) -> None:
        """Let the next one write."""
        hold = self.hold
        self._step_out()
        if hold is not None:
            hold.release()

    def give_back_after_writing(self) -> None:
        """Let the next one write; something may have been committed, so look after the log first."""
        hold = self.hold
        self._step_out()
        if hold is None:
            return
        try:
            if hold.shared is not None:
                hold.shared.end()  # from now on the connection is the first one's alone, who is free to use it
            if self.connection is not None:
                self._lock.checkpointer.checkpoint_if_due(self.connection)
        finally:
            hold.release()

    def note_undone(self) -> None:
        """After an error: SQLite may have rolled back the whole transaction by itself (disk full, I/O error).

        Then nothing more may run in it. Each further statement would be committed on its own.
        """
        if self.connection.in_transaction:
            return
        if self.in_atomic_block:
            self.needs_rollback = True
        self.give_back()
