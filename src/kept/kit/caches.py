"""Bounded caches of rows that a process has read, so that it need not read them again.

    _schedules: Cache[tuple[int, str, int], StoreSchedule] = Cache(most=1000)

The key holds all that the value depends on, a revision above all: an entry is never out of date, only unused. There is
no other memory of rows: here it is bounded, tests empty it, and nothing that may still be undone gets into it.
"""

import threading
import weakref
from collections.abc import Hashable
from typing import Any, Generic, TypeVar

from kept.kit.transactions import changes_cached_rows

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_all: "weakref.WeakSet[Cache[Any, Any]]" = weakref.WeakSet()


class Cache(Generic[K, V]):
    """At most `most` values by their keys; the one that came first goes first."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._entries: dict[K, V] = {}
        self._changing = threading.Lock()
        _all.add(self)

    def get(self, key: K) -> V | None:
        """The value, if it is here."""
        return self._entries.get(key)

    def put(self, key: K, value: V) -> None:
        """Keep the value, unless it was read in a transaction that has changed such rows and may still be undone."""
        if changes_cached_rows():
            return
        with self._changing:
            if key not in self._entries and len(self._entries) >= self._most:
                del self._entries[next(iter(self._entries))]
            self._entries[key] = value

    def items(self) -> list[tuple[K, V]]:
        """All that is here, the oldest first."""
        with self._changing:
            return list(self._entries.items())

    def clear(self) -> None:
        """Forget all of it."""
        with self._changing:
            self._entries.clear()


def clear_all() -> None:
    """Forget everything, as a fresh process would: for tests, which take the numbers of one another's rows."""
    for cache in list(_all):
        cache.clear()
