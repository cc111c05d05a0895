"""Django's PostgreSQL connection, which goes to its server less often than Django's own.

It finds out without a statement whether the server still holds it (decision 0010), and takes writes of which nothing
is asked along with the statement that comes next (decision 0011).
"""

import select
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql import base as django_postgresql
from psycopg import RawCursor


class DatabaseWrapper(django_postgresql.DatabaseWrapper):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deferred: dict[str, tuple[str, Sequence[Any]]] = {}

    def defer(self, table: str, sql: str, values: Sequence[Any]) -> None:
        """Run a statement of which nothing is asked together with the next one, at the latest before COMMIT.

        It writes the values it is given into `table` and looks at no other: what waits becomes one statement, and
        the parts of one do not see each other's rows. Outside of a transaction it runs at once.
        """
        self.ensure_connection()  # which also says whether there is a transaction
        if table in self._deferred:
            self._send()
        self._deferred[table] = (sql, values)
        if self.autocommit:
            self._send()

    def insert(self, table: str, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run an INSERT of values into `table`, and the deferred statements with it. Returns its rows."""
        self.ensure_connection()
        if table in self._deferred:
            self._send()
        deferred, self._deferred = self._deferred, {}
        return self._run_as_one([*deferred.values(), (sql, values)])

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor for whatever comes next; it sees what waited."""
        if self._deferred:
            self._send()
        return super().create_cursor(name)

    def commit(self) -> None:
        """Send the deferred statements, and end the transaction."""
        if self._deferred:
            self._send()
        super().commit()

    def rollback(self) -> None:
        """Undo the transaction; deferred statements are dropped."""
        self._deferred.clear()
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        """Undo what came after a savepoint. Every deferred statement did: making a savepoint sends them."""
        self._deferred.clear()
        super().savepoint_rollback(sid)

    def close(self) -> None:
        """End the connection; the server undoes an open transaction."""
        self._deferred.clear()
        super().close()

    def is_usable(self) -> bool:
        """Tell whether the connection still lives. Asked before the first statement of each request.

        Django asks by a statement, which costs as much as any other. But nobody speaks on a connection at rest
        unless to end it: where there is nothing to be heard, its server has not gone, or not longer ago than the
        keepalives of config/environment.py need to notice it.
        """
        if self.connection is None or self.connection.closed:
            return False
        listening = select.poll()
        listening.register(self.connection.fileno(), select.POLLIN)
        return bool(super().is_usable()) if listening.poll(0) else True

    def _send(self) -> None:
        deferred, self._deferred = self._deferred, {}
        try:
            self._run_as_one([*deferred.values()])
        except BaseException:
            # It may be heard while an inner block begins; whoever catches it there must not end the outer one well.
            self.needs_rollback = self.in_atomic_block
            raise

    def _run_as_one(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
        """Run statements as one. Returns what the last of them returns."""
        texts = tuple(text for text, _values in statements)
        values = [value for _text, of_one in statements for value in of_one]
        if self.autocommit or self.queries_logged or self.execute_wrappers:
            with self.cursor() as cursor:
                cursor.execute(_joined(texts), values)
                return _rows(cursor)
        self.validate_no_broken_transaction()
        with self.wrap_database_errors, closing(RawCursor(self.connection)) as cursor:
            cursor.execute(_numbered(texts), values)
            return _rows(cursor)


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    return list(cursor.fetchall()) if cursor.description else []


def _joined(texts: tuple[str, ...]) -> str:
    *before, last = texts
    if not before:
        return last
    return f"WITH {', '.join(f'w{place} AS ({text})' for place, text in enumerate(before))} {last}"


@lru_cache(maxsize=256)
def _numbered(texts: tuple[str, ...]) -> bytes:
    """One statement as the server takes it. psycopg looks for its `%s` each time where there are more than 50, and
    that costs more than the statement."""
    first, *rest = _joined(texts).split("%s")
    return (first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))).encode()
