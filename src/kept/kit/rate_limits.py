"""Rate limits, counted together by every process forked after `shared_rate_limiter()` was called.

A token bucket: it holds `requests`, and fills up again evenly within `seconds`. Of each bucket one number is
kept, the instant at which it is full again, so a bucket nobody uses needs no tidying: its slot is free once
that instant has passed. The slots lie in memory that forked processes share; nothing is written to a database.

Nobody is refused who did less than the allowance within the window before. At most twice the allowance goes
through in one window: a full bucket, and what comes in meanwhile. Processes that were not forked from one another
count each for themselves.
"""

import fcntl
import math
import mmap
import os
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

# 64 kB: room for 4096 who were busy within the last window. One bucket lies in one of eight neighbouring slots;
# where all eight are taken, the one that is full again soonest is forgotten, which only ever allows more.
ROWS, PLACES = 512, 8
_ROW = struct.Struct("=" + "Qd" * PLACES)
_SLOT = struct.Struct("=Qd")
# Sums of many small floats: a millionth of a second more or less is nobody's refusal.
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`requests` within `seconds`; `name` tells it from others of the same person."""

    name: str
    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class RateLimitResult:
    """`granted`: whether this one may go on. `requests`: how many more may at once; `seconds`: until one more."""

    allowance: RateLimit
    granted: bool
    requests: int
    seconds: int


class RateLimiter:
    """The slots of all buckets, and the lock of those who write there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Without a name and truly written: a disk that is full shows itself here, and not as a broken page later.
        self._file, name = tempfile.mkstemp(prefix="kept-rates-")
        os.unlink(name)
        os.write(self._file, bytes(ROWS * _ROW.size))
        self._slots = mmap.mmap(self._file, ROWS * _ROW.size)

    def take(self, who: str, allowance: RateLimit, *, now: float) -> RateLimitResult:
        """Take one from the bucket of `who`, or refuse and take none. `now`: seconds of the monotonic clock."""
        name = bucket_name(who, allowance)
        with self._alone():
            offset, full_at = self._find(name)
            full_at, left = after_one_more(full_at, allowance, now)
            if left.granted:
                _SLOT.pack_into(self._slots, offset, name, full_at)
        return left

    def look(self, who: str, allowance: RateLimit, *, now: float) -> RateLimitResult:
        """Return what `take` would answer, and take nothing."""
        with self._alone():
            _offset, full_at = self._find(bucket_name(who, allowance))
        return after_one_more(full_at, allowance, now)[1]

    def forget(self) -> None:
        """Every bucket is full again."""
        with self._alone():
            self._slots[:] = bytes(len(self._slots))

    def _find(self, name: int) -> tuple[int, float]:
        """Return the offset at which the bucket lies, or may lie from now on, and when it is full."""
        start = name % ROWS * _ROW.size
        row = _ROW.unpack_from(self._slots, start)
        names, instants = row[::2], row[1::2]
        if name in names:
            at = names.index(name)
            return start + at * _SLOT.size, instants[at]
        at = instants.index(min(instants))
        return start + at * _SLOT.size, 0.0

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other thread, and no other process: the file's lock ends with the process, however it ends."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def bucket_name(who: str, allowance: RateLimit) -> int:
    """Return the number by which a bucket is found."""
    return int.from_bytes(blake2b(f"{allowance.name} {who}".encode(), digest_size=8).digest()) or 1


def after_one_more(full_at: float, allowance: RateLimit, now: float) -> tuple[float, RateLimitResult]:
    """Return when the bucket is full again once one more is taken, and whether that one may be taken."""
    each = seconds_each(allowance)
    full_at = min(max(full_at, now), now + allowance.seconds) + each
    over = full_at - now - allowance.seconds
    if over > _EPSILON:
        return full_at, RateLimitResult(
            allowance, granted=False, requests=0, seconds=math.ceil(over - _EPSILON)
        )
    left = (-over + _EPSILON) / each
    return full_at, RateLimitResult(allowance, True, int(left), math.ceil((int(left) + 1 - left) * each))


def seconds_each(allowance: RateLimit) -> float:
    """Return how long one takes to come back."""
    return allowance.seconds / allowance.requests


@cache
def shared_rate_limiter() -> RateLimiter:
    """Return the slots of this process and of those forked from it from now on."""
    return RateLimiter()
