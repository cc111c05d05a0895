"""A database of its own for each test here, whichever database the rest of the suite runs on."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.utils import load_backend

from kept.kit.sqlite.base import DatabaseWrapper
from kept.kit.sqlite.lock import WriteLock

ALIAS = "own"


def settings_of(path: Path | str, **options: Any) -> dict[str, Any]:
    return {
        "ENGINE": "kept.kit.sqlite",
        "NAME": str(path),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "TIME_ZONE": None,
        "TEST": {"NAME": None, "MIGRATE": True, "CHARSET": None, "COLLATION": None, "MIRROR": None},
    }


@pytest.fixture(autouse=True)
def _allowed(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def own(tmp_path: Path) -> Iterator[DatabaseWrapper]:
    """This thread's connection to a fresh database; other threads get theirs as `connections["own"]`."""
    connections.databases[ALIAS] = settings_of(tmp_path / "own.sqlite3", timeout=0.3)
    connection = connections[ALIAS]
    assert isinstance(connection, DatabaseWrapper)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sale (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)")
    yield connection
    connection.close()
    assert connection.write_lock is not None
    connection.write_lock.put_away()
    del connections[ALIAS]
    del connections.databases[ALIAS]


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., DatabaseWrapper]:
    """A connection with settings of one's own."""

    def build(name: str | Path | None = None, **options: Any) -> DatabaseWrapper:
        backend = load_backend("kept.kit.sqlite")
        path = tmp_path / "own.sqlite3" if name is None else name
        wrapper: DatabaseWrapper = backend.DatabaseWrapper(settings_of(path, **options), "made")
        return wrapper

    return build


@pytest.fixture
def elsewhere(own: DatabaseWrapper) -> Iterator[Callable[[], None]]:
    """Call it to let another thread hold the write lock until the end of the test."""
    let_go, held = threading.Event(), threading.Event()

    def hold() -> None:
        taken = WriteLock.of(own.settings_dict["NAME"]).acquire(sqlite3.connect(":memory:"), 5)
        held.set()
        let_go.wait(30)
        taken.release()

    thread = threading.Thread(target=hold)

    def start() -> None:
        thread.start()
        assert held.wait(5)

    yield start
    let_go.set()
    if thread.ident:
        thread.join()
