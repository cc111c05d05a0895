"""A SQLite connection must not cross a fork (sqlite.org/howtocorrupt.html, section 2.6).

SQLite remembers per process which locks it holds on a file. A child inherits that memory but not the locks,
and would read and write beside the others without any. So connections at rest are closed before a fork, and
open again by themselves; a child that inherits one all the same (it was in the middle of a transaction, or
belonged to another thread) is told so when it wants the database.
"""

import os
import weakref
from typing import Any, Protocol

from django.db import OperationalError

from kept.kit.sqlite.lock import forget_locks_after_fork


class ForkableConnection(Protocol):
    """A connection, as far as a fork is concerned."""

    @property
    def database(self) -> str: ...
    @property
    def is_really_open(self) -> bool: ...
    def close_if_at_rest(self) -> None: ...
    def let_go(self) -> Any: ...


_open: "weakref.WeakSet[ForkableConnection]" = weakref.WeakSet()
_inherited: set[str] = set()
_abandoned: list[Any] = []  # kept for ever: closing them here would not be theirs to do


def watch(wrapper: ForkableConnection) -> None:
    """Remember a connection that has just been opened."""
    _open.add(wrapper)


def refuse_if_inherited(database: str) -> None:
    """Raises OperationalError where this process was forked while a connection to the database was open."""
    if database in _inherited:
        raise OperationalError(
            "This process was forked while its parent was using the database, and cannot use it safely. "
            "Fork before the first use, or start a new process instead."
        )


def _close_idle() -> None:
    for wrapper in _really_open():
        wrapper.close_if_at_rest()


def _abandon_inherited() -> None:
    for wrapper in _really_open():
        _inherited.add(wrapper.database)
        _abandoned.append(wrapper.let_go())
    forget_locks_after_fork()


def _really_open() -> list[ForkableConnection]:
    return [each for each in _open if each.is_really_open]


os.register_at_fork(before=_close_idle, after_in_child=_abandon_inherited)
