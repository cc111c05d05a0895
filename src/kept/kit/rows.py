"""Rows written and read without the ORM's cost, on Django's own connection.

Only what happens all day uses this (decision 0006): placing and confirming an order, finding out who asks,
looking at the board. The columns come from the models themselves, so the two cannot drift apart.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

if TYPE_CHECKING:
    from kept.kit.postgresql.base import DatabaseWrapper as PostgreSQL

M = TypeVar("M", bound=Model)
T = TypeVar("T")
Prepare = Callable[[Any, BaseDatabaseWrapper], Any]


def insert(rows: Sequence[M], *, on_conflict: str = "") -> None:
    """Insert unsaved instances of one model in ONE statement and give them their ids. Needs a transaction.

    `on_conflict` is appended as it stands (`ON CONFLICT DO NOTHING`); with it ids are not given, because the
    database may have left rows out, and the rows are deferred (`add_deferred`).
    """
    if not rows:
        return
    database, model, values = connections[DEFAULT_DB_ALIAS], type(rows[0]), [vars(row) for row in rows]
    if on_conflict:
        _defer(database, model, *_insertion(database, model, values, on_conflict))
        return
    for row, pk in zip(rows, _insert(database, model, values), strict=True):
        row.pk = pk
        row._state.adding = False


def add(model: type[Model], rows: Sequence[Mapping[str, Any]], *, on_conflict: str = "") -> list[int]:
    """Insert rows of one model in ONE statement, from their columns alone; making instances costs more.

    What is left out gets the field's default; a name that is no column raises TypeError. `on_conflict` is
    appended as it stands. Needs a transaction. Returns the ids in the order of `rows`; with `on_conflict` only
    those of rows that were written.
    """
    database = connections[DEFAULT_DB_ALIAS]
    _refuse_unknown(database, model, rows)
    return _insert(database, model, rows, on_conflict) if rows else []


def add_deferred(model: type[Model], rows: Sequence[Mapping[str, Any]], *, on_conflict: str = "") -> None:
    """Insert rows of one model as `add` does, and ask for nothing back.

    On PostgreSQL they go to the server together with the next statement, whatever it is: one way there and back
    instead of one for each (decision 0011). What the database has against them is heard then, at the latest before
    the transaction has ended.
    """
    database = connections[DEFAULT_DB_ALIAS]
    _refuse_unknown(database, model, rows)
    if rows:
        _defer(database, model, *_insertion(database, model, rows, on_conflict))


def update(model: type[Model], values: Mapping[str, Any], *, where: Mapping[str, Any]) -> int:
    """Set columns of the rows whose columns equal all of `where`. Returns how many there were.

    Both name fields; values are prepared as the model's fields prepare them. Needs a transaction.
    """
    return run(*_change(connections[DEFAULT_DB_ALIAS], model, values, where))


def update_deferred(model: type[Model], values: Mapping[str, Any], *, where: Mapping[str, Any]) -> None:
    """Set columns as `update` does, and do not ask how many rows there were. It travels as `add_deferred` does."""
    database = connections[DEFAULT_DB_ALIAS]
    _defer(database, model, *_change(database, model, values, where))


def run(sql: str, values: Iterable[Any] = ()) -> int:
    """Run one statement and return how many rows it touched."""
    return _execute(connections[DEFAULT_DB_ALIAS], sql, values, lambda cursor: int(cursor.rowcount))


def fetch(sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows."""
    return _fetch(connections[DEFAULT_DB_ALIAS], sql, values)


def read(model: type[M], where: str, values: Iterable[Any]) -> list[M]:
    """Return instances of one model, as its manager would; `where` is SQL on its own columns."""
    head = _select(model, connections[DEFAULT_DB_ALIAS].vendor).head
    return instances(model, f"{head} WHERE {where}", values)


def instances(model: type[M], sql: str, values: Iterable[Any]) -> list[M]:
    """Return the rows of one statement as instances of a model: all of its columns, in its own order."""
    database = connections[DEFAULT_DB_ALIAS]
    select = _select(model, database.vendor)
    records = _fetch(database, sql, values)
    return [model.from_db(DEFAULT_DB_ALIAS, select.names, select.python(row, database)) for row in records]


def from_database_time(value: datetime | str | None) -> datetime | None:
    """Return a time that a statement returned: SQLite gives it without its zone, sums of it as text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def to_database_time(at: datetime) -> Any:
    """Return a time as this database takes it in a statement. `from_database_time` reads it back."""
    return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(at)


def columns(model: type[Model], names: Iterable[str], table: str) -> str:
    """Return the columns of these fields for a SELECT that calls the model's table `table`."""
    fields = (model._meta.get_field(name) for name in names)
    return ", ".join(f'{table}."{field.column}"' for field in fields if isinstance(field, Field))


def placeholders(count: int, width: int = 1) -> str:
    """`placeholders(2, 3)` → `(%s, %s, %s), (%s, %s, %s)`: the placeholders of a VALUES list."""
    one = "(" + ", ".join(["%s"] * width) + ")"
    return ", ".join([one] * count)


def _fetch(database: BaseDatabaseWrapper, sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    return _execute(database, sql, values, lambda cursor: list(cursor.fetchall()))


def _execute(database: BaseDatabaseWrapper, sql: str, values: Iterable[Any], result: Callable[[Any], T]) -> T:
    """Run one statement and return what `result` reads of its cursor. Where nobody listens to statements, it goes
    without what Django wraps around one for listeners: that costs more than most of our statements do."""
    database.close_if_health_check_failed()  # a database that was restarted is met again by a new connection
    if database.connection is None or database.queries_logged or database.execute_wrappers:
        with database.cursor() as cursor:
            cursor.execute(sql, list(values))
            return result(cursor)
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        cursor = database.create_cursor()
        try:
            cursor.execute(sql, list(values))
            return result(cursor)
        finally:
            cursor.close()


def _insert(
    database: BaseDatabaseWrapper,
    model: type[Model],
    rows: Sequence[Mapping[str, Any]],
    on_conflict: str = "",
) -> list[int]:
    sql, values = _insertion(database, model, rows, on_conflict)
    sql = f"{sql} RETURNING {_statement(model, database.vendor).pk}"
    if database.vendor == "postgresql":
        records = cast("PostgreSQL", database).insert(model._meta.db_table, sql, values)
    else:
        records = _fetch(database, sql, values)
    return [int(pk) for (pk,) in records]


def _defer(database: BaseDatabaseWrapper, model: type[Model], sql: str, values: list[Any]) -> None:
    if database.vendor == "postgresql":
        cast("PostgreSQL", database).defer(model._meta.db_table, sql, values)
    else:
        run(sql, values)


def _refuse_unknown(
    database: BaseDatabaseWrapper, model: type[Model], rows: Sequence[Mapping[str, Any]]
) -> None:
    known = _statement(model, database.vendor).columns
    for row in rows:
        if not row.keys() <= known:
            raise TypeError(f"{model.__name__} has no column {', '.join(sorted(row.keys() - known))}.")


def _change(
    database: BaseDatabaseWrapper, model: type[Model], values: Mapping[str, Any], where: Mapping[str, Any]
) -> tuple[str, list[Any]]:
    head, prepares = _update(model, tuple(values), tuple(where), database.vendor)
    pairs = zip(prepares, [*values.values(), *where.values()], strict=True)
    return head, [
        value if prepare is None or value is None else prepare(value, database) for prepare, value in pairs
    ]


def _insertion(
    database: BaseDatabaseWrapper, model: type[Model], rows: Sequence[Mapping[str, Any]], on_conflict: str
) -> tuple[str, list[Any]]:
    statement = _statement(model, database.vendor)
    values = []
    for row in rows:
        whole = {**statement.constants, **row}
        for name, default, prepare in statement.fields:
            value = whole[name] if name in whole else default()
            values.append(value if prepare is None or value is None else prepare(value, database))
    marks = ", ".join([statement.marks] * len(rows))
    return f"{statement.head} VALUES {marks} {on_conflict}", values


@dataclass(frozen=True, slots=True)
class _Statement:
    """An INSERT for one model: its text, and for each column its name, its default, and how a value is
    prepared for the database. `constants`: the defaults that are the same for every row."""

    head: str
    marks: str
    pk: str
    fields: "tuple[tuple[str, Callable[[], Any], Prepare | None], ...]"
    constants: Mapping[str, Any]
    columns: frozenset[str]


@lru_cache(maxsize=256)
def _update(
    model: type[Model], values: tuple[str, ...], where: tuple[str, ...], vendor: str
) -> "tuple[str, list[Prepare | None]]":
    del vendor  # part of the key only: tests run both databases in one process
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in (*values, *where)]  # type: ignore[misc]
    equal = [f'"{field.column}" = %s' for field in fields]
    changes, conditions = ", ".join(equal[: len(values)]), " AND ".join(equal[len(values) :])
    head = f'UPDATE "{model._meta.db_table}" SET {changes} WHERE {conditions}'  # noqa: S608
    return head, [_prepare(field) for field in fields]


@dataclass(frozen=True, slots=True)
class _Select:
    """A SELECT for one model: its text, the names of what it reads, and how each column becomes a value."""

    head: str
    names: tuple[str, ...]
    converters: tuple[tuple[int, Any, tuple[Callable[..., Any], ...]], ...]

    def python(self, row: Sequence[Any], database: BaseDatabaseWrapper) -> list[Any]:
        """A row of the database as the values of a model."""
        values = list(row)
        for place, column, converters in self.converters:
            for convert in converters:
                values[place] = convert(values[place], column, database)
        return values


@lru_cache(maxsize=64)
def _select(model: type[Model], vendor: str) -> _Select:
    del vendor  # part of the key only, as below
    database = connections[DEFAULT_DB_ALIAS]
    meta = model._meta
    names = tuple(field.attname for field in meta.concrete_fields)
    read = [(field, field.get_col(meta.db_table)) for field in meta.concrete_fields]
    converters = (
        (place, column, (*database.ops.get_db_converters(column), *field.get_db_converters(database)))
        for place, (field, column) in enumerate(read)
    )
    return _Select(
        head=f'SELECT {columns(model, names, meta.db_table)} FROM "{meta.db_table}"',  # noqa: S608
        names=names,
        converters=tuple(found for found in converters if found[2]),
    )


def _prepare(field: "Field[Any, Any]") -> Prepare | None:
    """Return the function that prepares values of this field for the database; None where they go as they are."""
    if isinstance(field, _AS_THEY_ARE):
        return None
    if type(field) is JSONField and field.encoder is None:
        return _json
    return _moment if type(field) is DateTimeField else field.get_db_prep_save


@lru_cache(maxsize=128)
def _written(at: datetime, vendor: str) -> Any:
    del vendor  # part of the key only, as above
    return to_database_time(at)


def _moment(at: datetime, database: BaseDatabaseWrapper) -> Any:
    """The same moment stands in a dozen columns of one order."""
    return _written(at, database.vendor)


def _json(value: Any, database: BaseDatabaseWrapper) -> Any:
    return database.ops.adapt_json_value(value, None)


# Values of these fields go to the database as they are; the rest is prepared by the field itself.
_AS_THEY_ARE = (CharField, TextField, IntegerField, BooleanField, ForeignKey)


@lru_cache(maxsize=64)
def _statement(model: type[Model], vendor: str) -> _Statement:
    del vendor  # part of the key only: tests run both databases in one process
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
    return _Statement(
        head=f'INSERT INTO "{meta.db_table}" (' + ", ".join(f'"{field.column}"' for field in fields) + ")",
        marks=placeholders(1, len(fields)),
        pk=f'"{meta.pk.column}"',
        fields=tuple(
            (
                field.attname,
                field.get_default,
                _prepare(field),
            )
            for field in fields
        ),
        constants={
            field.attname: field.get_default()
            for field in fields
            if not (field.has_default() and callable(field.default))
        },
        columns=frozenset(field.attname for field in fields),
    )
