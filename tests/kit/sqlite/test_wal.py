"""The write-ahead log stays short, also when somebody is always reading, and shortening it harms nobody."""

import logging
import os
import sqlite3
import threading
from pathlib import Path

import pytest
from django.db import connections, transaction

from kept.kit.sqlite import wal
from tests.rig.threads import in_thread

KB = 1024


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    """A hundredth of the real ones, so that a hundredth of the writing reaches them."""
    monkeypatch.setattr(wal, "CHECKPOINT_BYTES", 64 * KB)
    monkeypatch.setattr(wal, "TRUNCATE_BYTES", 640 * KB)
    monkeypatch.setattr(wal, "SECONDS_BETWEEN_TRUNCATIONS", 0.0)


def size(store) -> int:
    return os.stat(f"{store.settings_dict['NAME']}-wal").st_size


def sell(store, times: int, *, weight: int = 2000) -> int:
    """Sell so often and return how long the log was at most."""
    longest = 0
    for _ in range(times):
        with transaction.atomic(using="own"), store.cursor() as cursor:
            cursor.execute("INSERT INTO sale (n) VALUES (%s)", ["x" * weight])
        longest = max(longest, size(store))
    return longest


def test_the_log_is_used_over_and_over(own):
    assert sell(own, 300) < 2 * 64 * KB  # ~3 MB were written


def test_control_nobody_looks_after_it(own, monkeypatch):
    monkeypatch.setattr(wal.Checkpointer, "checkpoint_if_due", lambda self, connection: None)
    assert sell(own, 300) > 1000 * KB


def test_readers_who_are_always_there_do_not_let_it_grow(own):
    with always_read(own.settings_dict["NAME"]):
        assert sell(own, 600) < 2 * 640 * KB


def test_control_passive_checkpoints_alone_would(own, monkeypatch):
    monkeypatch.setattr(wal, "TRUNCATE_BYTES", 10**12)
    with always_read(own.settings_dict["NAME"]):
        assert sell(own, 600) > 2 * 640 * KB


def test_a_reader_who_stays_costs_the_writers_little_and_is_made_up_for(own, monkeypatch):
    monkeypatch.setattr(wal, "SECONDS_BETWEEN_TRUNCATIONS", 60.0)
    reader = sqlite3.connect(own.settings_dict["NAME"])
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sale").fetchone()
    assert sell(own, 200) > 640 * KB
    assert own.write_lock.checkpointer._no_truncation_before > 0  # it was tried once, not at each commit
    reader.close()
    own.write_lock.checkpointer._no_truncation_before = 0.0
    sell(own, 1)
    assert size(own) == 0


def test_one_big_transaction_is_cut_away_after_its_commit(own):
    sell(own, 1, weight=2000 * KB)
    assert size(own) == 0


def test_the_mark_moves_on_while_a_round_is_kept_alive(own):
    """Otherwise each commit past the mark would checkpoint, with its two syncs."""
    reader = sqlite3.connect(own.settings_dict["NAME"])
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sale").fetchone()
    done = checkpoints_during(own, lambda: sell(own, 60))
    assert 1 <= done <= size(own) // (64 * KB) + 1 < 20
    reader.close()


def checkpoints_during(store, work) -> int:
    seen: list[str] = []
    store.connection.set_trace_callback(lambda sql: seen.append(sql) if "wal_checkpoint" in sql else None)
    work()
    store.connection.set_trace_callback(None)
    return len(seen)


def test_a_failed_checkpoint_does_not_undo_the_commit(own, monkeypatch, caplog):
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(wal.Checkpointer, "_checkpoint", fail)
    with caplog.at_level(logging.WARNING):
        sell(own, 40)
    assert "could not be shortened" in caplog.text
    assert not own.write_lock.held
    assert in_thread(lambda: connections["own"].cursor().execute("SELECT count(*) FROM sale").fetchone()) == (
        40,
    )


def test_the_last_one_to_close_leaves_no_log(own):
    sell(own, 10)
    own.close()
    assert not Path(f"{own.settings_dict['NAME']}-wal").exists()


class always_read:  # noqa: N801 (reads as the words it stands for)
    """Two readers who take turns so that at no moment nobody reads."""

    def __init__(self, path: str) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(path, wait)) for wait in (0.0, 0.003)]

    def _read(self, path: str, wait: float) -> None:
        self._stop.wait(wait)
        connections = [sqlite3.connect(path), sqlite3.connect(path)]
        current = 0
        while not self._stop.is_set():
            connections[current].execute("BEGIN")
            connections[current].execute("SELECT count(*) FROM sale").fetchone()
            self._stop.wait(0.005)
            current = 1 - current
            if connections[current].in_transaction:
                connections[current].rollback()
        for each in connections:
            each.close()

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
