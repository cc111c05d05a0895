"""The write lock: one at a time, in order, for so long and no longer, and free again whatever happens."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kept.kit.sqlite.lock import WriteLock
from kept.kit.transactions import StoreBusy

HOLDER = Path(__file__).with_name("holder.py")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    path = str(tmp_path / "locked.sqlite3")
    Path(path).touch()
    yield path
    WriteLock.of(path).put_away()


@pytest.fixture
def connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False)


def start(*arguments: str) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, str(HOLDER), *arguments], stdout=subprocess.PIPE, text=True, env=environment
    )


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def race(database: str, lock: str) -> int:
    """Return how often two were inside at once, among four processes of two threads."""
    racers = [start("race", database, "60", lock) for _ in range(4)]
    return sum(int(racer.communicate()[0]) for racer in racers)


def test_threads_and_processes_are_never_inside_together(database):
    assert race(database, "on") == 0


def test_control_without_the_lock_they_are(database):
    assert race(database, "off") > 0


def test_threads_get_their_turn_in_the_order_of_asking(database, connection):
    lock, order, first = WriteLock.of(database), [], WriteLock.of(database).acquire(connection, 1)

    def ask(number: int) -> None:
        mine = lock.acquire(connection, 10)
        order.append(number)
        mine.release()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for waiting, thread in enumerate(threads, start=1):
        thread.start()
        while len(lock._turns._waiting) < waiting:
            time.sleep(0.001)
    first.release()
    for thread in threads:
        thread.join()
    assert order == list(range(12))


def test_whoever_waits_stands_first_in_line(database, connection):
    mine = WriteLock.of(database).acquire(connection, 1)
    waiting = start("race", database, "1", "on")
    with first_in_line(database, wait=10) as line:
        assert not line, "it waits somewhere else"
    mine.release()
    assert waiting.communicate()[0] == "0\n"


def test_nobody_takes_a_turn_past_the_one_who_is_first_in_line(database, connection):
    """Not even while the lock is free for the moment: so the one who has just written lets the other in."""
    WriteLock.of(database).acquire(connection, 1).release()
    with first_in_line(database, wait=0) as line:
        assert line
        with pytest.raises(StoreBusy):
            WriteLock.of(database).acquire(connection, 0.1)
    WriteLock.of(database).acquire(connection, 1).release()


@contextmanager
def first_in_line(database: str, wait: float) -> Iterator[bool]:
    """Stand first in line as another process would. False when somebody else comes to stand there."""
    until = time.monotonic() + wait
    with open(f"{database}.write-next", "r+b") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            if time.monotonic() >= until:
                yield True
                return
            fcntl.flock(file, fcntl.LOCK_UN)
            time.sleep(0.01)


def test_the_wait_has_an_end(database, connection):
    holder = start("hold", database)
    assert said(holder) == "held"
    began = time.monotonic()
    with pytest.raises(StoreBusy) as refusal:
        WriteLock.of(database).acquire(connection, 0.2)
    assert 0.2 <= time.monotonic() - began < 1
    assert refusal.value.status == 503
    assert not WriteLock.of(database).held
    kill(holder)


def test_the_wait_for_another_thread_has_an_end(database, connection):
    mine, outcome = WriteLock.of(database).acquire(connection, 1), []

    def ask() -> None:
        with pytest.raises(StoreBusy):
            WriteLock.of(database).acquire(connection, 0.1)
        outcome.append("busy")

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert outcome == ["busy"]
    mine.release()
    WriteLock.of(database).acquire(connection, 0.1).release()


def test_killing_the_holder_frees_the_lock_at_once(database, connection):
    holder = start("hold", database)
    assert said(holder) == "held"
    kill(holder)
    began = time.monotonic()
    WriteLock.of(database).acquire(connection, 5).release()
    assert time.monotonic() - began < 0.1


def test_a_forked_child_does_not_keep_the_lock_of_a_killed_parent(database, connection):
    assert free_after_the_parent_died(database, connection)


def test_control_a_child_that_kept_the_files_would(database, connection):
    assert not free_after_the_parent_died(database, connection, "keeps")


def free_after_the_parent_died(database: str, connection: sqlite3.Connection, *keeps: str) -> bool:
    holder = start("hold_with_child", database, *keeps)
    word, child = said(holder).split()
    assert word == "held"
    holder.kill()
    try:
        WriteLock.of(database).acquire(connection, 0.3).release()
    except StoreBusy:
        return False
    else:
        return True
    finally:
        os.kill(int(child), signal.SIGKILL)
        holder.communicate()


def test_a_thread_that_ends_with_the_lock_gives_it_back_and_is_rolled_back(tmp_path, connection):
    path = str(tmp_path / "real.sqlite3")
    setup = sqlite3.connect(path)
    setup.execute("CREATE TABLE sale (id INTEGER)")
    setup.close()

    def die() -> None:
        mine = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        left.append(WriteLock.of(path).acquire(mine, 1))
        mine.execute("BEGIN IMMEDIATE")
        mine.execute("INSERT INTO sale VALUES (1)")

    left: list[object] = []  # somebody still knows it; the thread's end must be enough
    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    WriteLock.of(path).acquire(connection, 0.5).release()
    after = sqlite3.connect(path, timeout=0)
    after.execute("BEGIN IMMEDIATE")
    assert after.execute("SELECT count(*) FROM sale").fetchone() == (0,)
    after.close()


def test_a_thread_cannot_wait_for_itself(database, connection):
    mine = WriteLock.of(database).acquire(connection, 1)
    with pytest.raises(RuntimeError, match="already writing"):
        WriteLock.of(database).acquire(sqlite3.connect(":memory:"), 1)
    mine.release()


def test_a_lock_file_that_was_replaced_binds_again(database, connection):
    WriteLock.of(database).acquire(connection, 1).release()
    os.unlink(f"{database}.write-lock")
    holder = start("hold", database)
    assert said(holder) == "held"
    with pytest.raises(StoreBusy):
        WriteLock.of(database).acquire(connection, 0.2)
    kill(holder)


def test_one_database_has_one_lock_by_whatever_name(database, tmp_path, connection):
    (tmp_path / "other-name.sqlite3").symlink_to(database)
    mine = WriteLock.of(database).acquire(connection, 1)
    assert WriteLock.of(str(tmp_path / "other-name.sqlite3")) is WriteLock.of(database)
    other = start("try", str(tmp_path / "other-name.sqlite3"))
    assert other.communicate()[0] == "busy\n"
    mine.release()


def test_an_interrupted_wait_leaves_the_queue(database, connection):
    """Ctrl-C, or a server that ends a request, in the middle of waiting."""
    lock, let_go, held = WriteLock.of(database), threading.Event(), threading.Event()

    def hold() -> None:
        mine = lock.acquire(sqlite3.connect(":memory:"), 1)
        held.set()
        let_go.wait(10)
        mine.release()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(5)
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    with pytest.raises(KeyboardInterrupt):
        lock.acquire(connection, 30)
    signal.signal(signal.SIGALRM, before)
    assert not lock._turns._waiting
    let_go.set()
    thread.join()
    lock.acquire(connection, 0.1).release()


def interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()
