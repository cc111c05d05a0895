"""After a test that really commits, the tables it wrote to are emptied, and no others.

Django would empty every table and then act as after a migration: a tenth of a second and more, each time.
"""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

FROM_MIGRATING = {"django_content_type", "auth_permission"}
"""Filled with the tables themselves; no test writes there."""


@pytest.fixture(scope="session", autouse=True)
def _only_what_was_written_is_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_what_was_written)
        yield


def empty_what_was_written(test: TransactionTestCase) -> None:
    for name in test._databases_names(include_mirrors=False):
        connection = connections[name]
        # In one transaction: what they refer to is checked at its end, so their order is all the same.
        connection.ops.execute_sql_flush([f"DELETE FROM {table}" for table in with_rows(connection)])


def with_rows(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of all models that hold anything, quoted."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(table) for table in sorted(set(tables) - FROM_MIGRATING)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {table})' for table in quoted)}")
        held = cursor.fetchone()
    return [table for table, holds in zip(quoted, held, strict=True) if holds]
