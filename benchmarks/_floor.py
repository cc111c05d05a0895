"""Prints the CPU (ms) that the rows of one order cost by raw SQL: the same statements, one commit each.

The rows are those of the last real order, written again with other numbers through the bare driver: no
Django, no HTTP, no mail. On PostgreSQL the server's CPU is counted, too.
"""

import json
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import django
import psycopg

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from tools.installation import cpu_ms_of, family  # noqa: E402

ORDERS = 500
# Table, the column by which its rows hang on the order, and the columns that must differ from row to row.
TABLES = (
    ("orders", "id", ("number", "link_hash")),
    ("order_line", "order_id", ("key",)),
    ("confirmation", "order_id", ("version",)),
    ("stock_movement", "order_id", ("cause",)),
    ("money_entry", "order_id", ("cause",)),
    ("journal", "order_id", ()),
    ("message", "order_id", ("occasion",)),
)


def main() -> float:
    """CPU for each order in ms."""
    templates = _templates()
    raw, mark = _driver()
    cursor = raw.cursor()
    before = time.process_time() * 1000 + _server_ms()
    for n in range(ORDERS):
        cursor.execute("BEGIN IMMEDIATE" if mark == "?" else "BEGIN")
        cursor.execute(
            "UPDATE stock_level SET available = available - 1 WHERE variant_id <= 3 AND available >= 1"
        )
        cursor.execute("UPDATE store SET next_number = next_number + 1")
        for sql, rows, unique in templates:
            for row in rows:
                values = [
                    f"{n:x}.{value}"[:64] if i in unique and isinstance(value, str) else value
                    for i, value in enumerate(row)
                ]
                values = [value + 10_000_000 + n if i in unique and isinstance(value, int) else value
                          for i, value in enumerate(values)]  # fmt: skip
                cursor.execute(sql.replace("%s", mark), values)
        cursor.execute("COMMIT")
    return (time.process_time() * 1000 + _server_ms() - before) / ORDERS


def _templates() -> list[tuple[str, list[list[Any]], set[int]]]:
    made = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM orders")
        (order,) = cursor.fetchone()
        for table, column, unique in TABLES:
            cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s", [order])
            names = [part[0] for part in cursor.description]
            keep = [i for i, name in enumerate(names) if name != "id"]
            rows = [[row[i] for i in keep] for row in cursor.fetchall()]
            columns = ", ".join(f'"{names[i]}"' for i in keep)
            sql = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(keep))})"
            made.append(
                (
                    sql,
                    [[_plain(v) for v in row] for row in rows],
                    {keep.index(names.index(name)) for name in unique},
                )
            )
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value


def _driver() -> tuple[Any, str]:
    if connection.vendor == "sqlite":
        raw = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), isolation_level=None)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        return raw, "?"
    return psycopg.connect(os.environ["KEPT_DATABASE_URL"], autocommit=True, prepare_threshold=1), "%s"


def _server_ms() -> float:
    """CPU of this run's PostgreSQL backends so far, 0 on SQLite."""
    if connection.vendor == "sqlite":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    parent = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
    return sum(cpu_ms_of(pid) for pid in family(parent))


if __name__ == "__main__":
    print(main())
