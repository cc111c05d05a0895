"""The cursor: the one place where statements reach SQLite, and therefore where none slips past the lock.

A statement that only reads never waits. Anything else is run while the connection holds the write lock: taken
here for a statement on its own, or by BEGIN for a transaction, and kept until the transaction is over.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX, SQLiteCursorWrapper

from kept.kit.sqlite.lock import Hold
from kept.kit.transactions import StoreBusy

# What certainly only reads. Anything else takes the lock: a doubt costs time, never safety.
# (https://www.sqlite.org/pragma.html: foreign_keys and busy_timeout set the connection, not the file.)
_READS = re.compile(
    r"""\s*(?:
        (?:SELECT|VALUES|EXPLAIN)\b
      | WITH\b (?! .* \b(?:INSERT|UPDATE|DELETE|REPLACE)\b )
      | PRAGMA\s+(?:foreign_keys|foreign_key_check|foreign_key_list|busy_timeout
                   |table_info|table_xinfo|table_list|index_list|index_info|index_xinfo|integrity_check|quick_check|compile_options|data_version
                   |page_count|freelist_count)\b
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_MOVES_WITHIN_A_TRANSACTION = re.compile(r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|COMMIT|END)\b", re.IGNORECASE)


def only_reads(sql: str) -> bool:
    """Tell whether this statement certainly writes nothing. False in doubt."""
    return _READS.match(sql) is not None


@lru_cache(maxsize=1000)
def _with_question_marks(query: str) -> str:
    return FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class LockingConnection(Protocol):
    """The connection a cursor belongs to, as far as the write lock is concerned."""

    connection: Any
    hold: Hold | None
    is_reading: bool

    def take_lock(self) -> None: ...
    def give_back(self) -> None: ...
    def give_back_after_writing(self) -> None: ...
    def note_undone(self) -> None: ...


class Cursor(SQLiteCursorWrapper):
    """Django's SQLite cursor, behind the write lock. `owner` is the connection it belongs to."""

    owner: LockingConnection
    _rows: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> "Cursor":
        self._run(query, lambda: super(Cursor, self).execute(query, params))
        return self

    def executemany(self, query: str, param_list: Iterable[Any]) -> "Cursor":
        self._run(query, lambda: super(Cursor, self).executemany(query, param_list))
        return self

    def executescript(self, script: str) -> "Cursor":
        # Not told apart by its first word: a script may hold anything.
        self._run("", lambda: super(Cursor, self).executescript(script))
        return self

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """Django's, which looks through the whole statement each time it is run; there are not so many."""
        if param_names is None:
            return _with_question_marks(query)
        return str(super().convert_query(query, param_names=param_names))

    def _run(self, query: str, statement: Callable[[], object]) -> None:
        self._rows = None
        try:
            if self.connection is not self.owner.connection:
                # A transaction that shares another's runs on his (sharing.py), and only in it.
                raise sqlite3.ProgrammingError("This cursor is not of this transaction. Make one inside.")
            if self.owner.hold is not None:
                self._run_holding(statement)
            elif only_reads(query):
                statement()
            elif self.owner.is_reading:
                self._run_in_snapshot(query, statement)
            else:
                self._run_alone(statement)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreBusy from error  # held by something that is not Kept, or behind an unfinished read
            raise

    def _run_holding(self, statement: Callable[[], object]) -> None:
        """Within a transaction, which this statement may end: COMMIT, ROLLBACK, or a failure of the disk."""
        try:
            statement()
        except sqlite3.Error:
            self.owner.note_undone()
            raise
        if not self.connection.in_transaction:
            self.owner.give_back()

    def _run_alone(self, statement: Callable[[], object]) -> None:
        """A write on its own (autocommit), or the one that opens a transaction."""
        self.owner.take_lock()
        try:
            statement()
            if not self.connection.in_transaction and self.description is not None:
                # INSERT … RETURNING is on disk only when its last row was read. Read them while it is our
                # turn, so that a full disk is this statement's error and nobody's surprise.
                self._rows = iter(super().fetchall())
        except BaseException:
            if not self.connection.in_transaction:
                self.owner.give_back()
            raise
        if not self.connection.in_transaction:
            self.owner.give_back_after_writing()

    def _run_in_snapshot(self, query: str, statement: Callable[[], object]) -> None:
        if not _MOVES_WITHIN_A_TRANSACTION.match(query):
            raise sqlite3.ProgrammingError("Nothing can be written inside snapshot(); it only reads.")
        statement()

    def fetchone(self) -> Any:
        return super().fetchone() if self._rows is None else next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        if size is None:
            size = self.arraysize
        return super().fetchmany(size) if self._rows is None else list(islice(self._rows, size))

    def fetchall(self) -> list[Any]:
        return super().fetchall() if self._rows is None else list(self._rows)

    def __next__(self) -> Any:
        return super().__next__() if self._rows is None else next(self._rows)
