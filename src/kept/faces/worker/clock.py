"""The time by which timers fire: one that no clock makes come early, however it jumps."""

import time
from collections.abc import Callable
from datetime import datetime

from django.db import connection

from kept.kit import rows
from kept.kit.steady_clock import SteadyClock


def by_steady_clock(pump: Callable[[datetime], int], steady: SteadyClock) -> Callable[[datetime], int]:
    """The pump, by the earlier of the times to be believed: this machine's (steady_clock.py), and the database's,
    where workers of several machines meet."""

    def steadily(now: datetime) -> int:
        return pump(min(steady.believe(now), _database_now() or now))

    return steadily


def since_boot() -> float:
    """Seconds since the machine was started, its sleep included where the system counts it."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


def _database_now() -> datetime | None:
    """Return the time on the database's machine; None where that is this one."""
    if connection.vendor == "sqlite":
        return None
    ((at,),) = rows.fetch("SELECT clock_timestamp()")
    return rows.from_database_time(at)
