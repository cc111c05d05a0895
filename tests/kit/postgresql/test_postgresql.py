"""Kept's connection to PostgreSQL: the settings it asks for, and what it does not ask again and again."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import load_backend
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import Connection

from kept.kit import rows
from kept.kit.models import IdempotencyKey
from kept.kit.transactions import durable
from kept.promises.models import Closure, FulfilmentMethod
from tests.rig.factory import a_store

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only of PostgreSQL"),
]


@pytest.fixture
def another() -> Iterator[Callable[..., Any]]:
    """More connections to the same database, with options of their own."""
    made: list[Any] = []

    def connect(**options: Any) -> Any:
        settings = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"], **options}}
        made.append(load_backend(settings["ENGINE"]).DatabaseWrapper(settings, f"another-{len(made)}"))
        made[-1].ensure_connection()
        return made[-1]

    yield connect
    for each in made:
        each.close()


def ask(database: Any, sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
    with database.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def test_a_connection_that_lives_is_not_asked_whether_it_does(another, monkeypatch):
    ours = another()
    monkeypatch.setattr(Connection, "cursor", lambda *_, **__: pytest.fail("a statement was sent"))
    assert ours.is_usable()


def test_a_connection_whose_server_has_ended_it_is_found_out(another):
    ours = another()
    ((pid,),) = ask(ours, "SELECT pg_backend_pid()")
    ask(connection, "SELECT pg_terminate_backend(%s)", [pid])
    until = time.monotonic() + 10
    while ours.is_usable() and time.monotonic() < until:
        time.sleep(0.01)
    assert not ours.is_usable()


def test_words_from_the_server_do_not_end_a_connection(another):
    ours = another()
    ask(connection, "SELECT 1")
    with ours.cursor() as cursor:
        cursor.execute("LISTEN something")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY something")
    time.sleep(0.2)
    assert ours.is_usable()
    assert ask(ours, "SELECT 1") == [(1,)]


@pytest.mark.parametrize(("threshold", "named"), [(3, 1), (None, 0)])
def test_a_statement_that_comes_often_is_planned_once_unless_a_pooler_forbids_it(another, threshold, named):
    ours = another(prepare_threshold=threshold)
    for number in range(6):
        assert ask(ours, "SELECT %s + 12345", [number]) == [(number + 12345,)]
    known = ask(ours, "SELECT statement FROM pg_prepared_statements")
    assert len([text for (text,) in known if "12345" in text]) == named


def test_writes_of_which_nothing_is_asked_go_along_with_the_next_one():
    """And are heard by whoever listens to statements."""
    store = a_store()
    with durable(), CaptureQueriesContext(connection) as heard:
        rows.add_deferred(
            IdempotencyKey, [{"scope": "a", "key": "a", "fingerprint": "f", "created_at": timezone.now()}]
        )
        rows.add_deferred(Closure, [{"store_id": store.pk, "date": timezone.now().date()}])
        method = {"store_id": store.pk, "code": "boat", "kind": "pickup", "name": "Boat", "pay_by": []}
        assert rows.add(FulfilmentMethod, [method]) == [FulfilmentMethod.objects.get(code="boat").pk]
    (together, _look) = (one["sql"] for one in heard)
    assert [word in together for word in ("idempotency_key", "closure", "RETURNING")] == [True] * 3
    assert (IdempotencyKey.objects.count(), Closure.objects.count()) == (1, 1)


def test_the_connection_of_this_suite_is_one_of_these():
    assert type(connections["default"]).__module__ == "kept.kit.postgresql.base"


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only where the system has all of them")
def test_a_server_that_vanishes_without_a_word_is_noticed_by_the_socket(another):
    """Seconds, and milliseconds for the last: without them a request waits for it for minutes."""
    with socket.socket(fileno=os.dup(another().connection.fileno())) as ours:
        if ours.family == socket.AF_UNIX:
            pytest.skip("a server on this machine cannot vanish by itself")
        limits = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert [ours.getsockopt(socket.IPPROTO_TCP, each) for each in limits] == [10, 3, 3, 3000]
