"""A database that something else holds takes a few threads of a process, and not those of whoever only reads (I1)."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from kept.kit.sqlite import lock
from kept.kit.sqlite.base import DatabaseWrapper
from kept.kit.transactions import StoreBusy

pytestmark = pytest.mark.wall_clock
WRITERS = 20


@contextmanager
def held_from_outside(own: DatabaseWrapper) -> Iterator[sqlite3.Connection]:
    """As a backup tool does it, or a person with a shell."""
    outside = sqlite3.connect(own.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    outside.execute("BEGIN IMMEDIATE")
    try:
        yield outside
    finally:
        outside.close()


class Writers:
    """Threads that write once, and how it went with each, and after how long."""

    def __init__(self, count: int) -> None:
        self.ended: list[tuple[str, float]] = []
        self._threads = [threading.Thread(target=self._write) for _ in range(count)]
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def _write(self) -> None:
        connection = connections["own"]
        connection._timeout = 20.0  # type: ignore[attr-defined]
        try:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO sale (n) VALUES (1)")
            outcome = "written"
        except StoreBusy:
            outcome = "busy"
        finally:
            connection.close()
        self.ended.append((outcome, time.monotonic() - self._began))

    def wait(self) -> list[str]:
        for thread in self._threads:
            thread.join(30)
        return [outcome for outcome, _seconds in self.ended]


@pytest.fixture
def patient(own: DatabaseWrapper) -> DatabaseWrapper:
    """A database for which writers wait for long."""
    connections.databases["own"]["OPTIONS"]["timeout"] = 20
    return own


def test_all_but_a_few_writers_are_turned_away_soon_and_the_few_write_when_it_is_free(patient):
    with held_from_outside(patient) as outside:
        writers = Writers(WRITERS)
        time.sleep(2 * lock.PATIENCE_SECONDS + 0.3)
        turned_away = list(writers.ended)
        assert [outcome for outcome, _seconds in turned_away] == ["busy"] * (WRITERS - 1 - lock.MOST_PATIENT)
        late = Writers(5)
        time.sleep(0.2)
        assert [outcome for outcome, _seconds in late.ended] == ["busy"] * 5, (
            "they waited in a line that stands"
        )
        with patient.cursor() as cursor:
            began = time.monotonic()
            cursor.execute("SELECT COUNT(*) FROM sale")
            assert cursor.fetchone() == (0,)
            assert time.monotonic() - began < 0.2
        outside.execute("ROLLBACK")
        assert sorted(writers.wait())[WRITERS - 1 - lock.MOST_PATIENT :] == ["written"] * (
            1 + lock.MOST_PATIENT
        )


def test_a_line_that_moves_turns_nobody_away_however_long_it_is(patient):
    """Ten writers who each need half of the patience: the last waits ten times as long as one that stands would."""
    began = time.monotonic()
    outcomes: list[str] = []

    def write() -> None:
        connection = connections["own"]
        try:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                cursor.execute("INSERT INTO sale (n) VALUES (1)")
                time.sleep(lock.PATIENCE_SECONDS / 2)
                cursor.execute("COMMIT")
            outcomes.append("written")
        except StoreBusy:
            outcomes.append("busy")
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes == ["written"] * 10
    assert time.monotonic() - began > 4 * lock.PATIENCE_SECONDS


def test_control_without_a_bound_all_wait(patient, monkeypatch):
    monkeypatch.setattr(lock, "MOST_PATIENT", WRITERS)
    with held_from_outside(patient) as outside:
        writers = Writers(WRITERS)
        time.sleep(2 * lock.PATIENCE_SECONDS + 0.3)
        assert writers.ended == []
        outside.execute("ROLLBACK")
        assert writers.wait() == ["written"] * WRITERS
