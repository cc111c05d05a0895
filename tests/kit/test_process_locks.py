"""A process that has died is known to be dead at once; one that lives is never taken for dead (I4)."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kept.kit import process_locks
from kept.kit.process_locks import is_dead, new_lease


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_locks, "_path", lambda mark: tmp_path / process_locks.FOLDER / f"here-{mark}")
    monkeypatch.setattr(process_locks, "_me", process_locks._Me())


class Child:
    """A fork that makes a lease, and then does what it is told to."""

    def __init__(self, then: Callable[[], object]) -> None:
        reads, writes = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.write(writes, new_lease().encode())
            then()
            os._exit(0)
        self.lease = os.read(reads, 100).decode()

    def end(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def test_a_killed_process_is_dead_and_not_before():
    child = Child(lambda: time.sleep(60))
    assert not is_dead(child.lease)
    child.end()
    assert is_dead(child.lease)


def test_this_process_is_alive_and_has_one_name():
    first, second = new_lease(), new_lease()
    assert first != second
    assert first[:8] == second[:8]
    assert len(first) == 32
    assert not is_dead(first)


def test_a_fork_is_somebody_else():
    mine = new_lease()
    child = Child(lambda: time.sleep(60))
    assert child.lease[:8] != mine[:8]
    child.end()
    assert not is_dead(mine)


def test_nothing_is_known_of_another_machine():
    assert not is_dead("f" * 32)
    assert not is_dead("")


def test_files_of_the_dead_are_forgotten_and_those_of_the_living_are_not(tmp_path, monkeypatch):
    alive, dead = Child(lambda: time.sleep(60)), Child(lambda: time.sleep(60))
    dead.end()
    for path in (tmp_path / process_locks.FOLDER).iterdir():
        os.utime(path, (0, 0))
    new_lease()  # this process comes, and looks around
    assert not is_dead(alive.lease)
    names = {path.name for path in (tmp_path / process_locks.FOLDER).iterdir()}
    assert f"here-{alive.lease[:8]}" in names
    assert f"here-{dead.lease[:8]}" not in names
    alive.end()


def test_control_a_file_without_its_lock_is_taken_for_a_dead_process(monkeypatch):
    """Without the lock the living look dead."""
    monkeypatch.setattr(process_locks.fcntl, "flock", lambda file, how: None)
    assert is_dead(new_lease())
