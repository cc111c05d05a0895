"""A process of its own for the tests of the lock: `python holder.py <what> <database> …`."""

import os
import random
import signal
import sqlite3
import sys
import threading
import time

from django.conf import settings

settings.configure(USE_I18N=False)

from kept.kit.sqlite import forking  # noqa: E402, F401 (registers what happens at a fork)
from kept.kit.sqlite.lock import Hold, WriteLock  # noqa: E402
from kept.kit.transactions import StoreBusy  # noqa: E402


def hold(database: str) -> None:
    """Take the lock, say so, and keep it until killed."""
    WriteLock.of(database).acquire(sqlite3.connect(":memory:"), 5)
    say("held")
    time.sleep(60)


def hold_with_child(database: str, keeps: str = "") -> None:
    """The same, with a forked child that outlives it. `keeps`: the child forgets to let go (the control)."""
    if keeps:
        WriteLock.start_anew_after_fork = lambda self: None  # type: ignore[method-assign]
    WriteLock.of(database).acquire(sqlite3.connect(":memory:"), 5)
    child = os.fork()
    if not child:
        time.sleep(60)
        os._exit(0)
    say(f"held {child}")
    time.sleep(60)


def race(database: str, turns: str, lock: str) -> None:
    """Two threads take the lock in turn and look whether anybody is inside. Says how often somebody was."""
    if lock == "off":
        WriteLock.acquire = lambda self, connection, seconds: Hold(self, connection)  # type: ignore[method-assign]
    met: list[int] = []

    def run() -> None:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        for _ in range(int(turns)):
            taken = WriteLock.of(database).acquire(connection, 20)
            try:
                os.close(os.open(f"{database}.inside", os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                met.append(1)
            time.sleep(random.uniform(0, 0.0005))
            try:
                os.unlink(f"{database}.inside")
            except FileNotFoundError:
                met.append(1)
            taken.release()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(str(len(met)))


def try_once(database: str) -> None:
    """Say whether the lock is to be had."""
    try:
        WriteLock.of(database).acquire(sqlite3.connect(":memory:"), 0.2)
    except StoreBusy:
        say("busy")
    else:
        say("free")


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.alarm(90)  # whatever happens to the test, this process ends
    {"hold": hold, "hold_with_child": hold_with_child, "race": race, "try": try_once}[sys.argv[1]](
        *sys.argv[2:]
    )
