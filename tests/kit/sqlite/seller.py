"""A process that sells until its disk fails, and says what it promised.

`python seller.py <database> <way> <fault>`
"""

import json
import resource
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path

import django
from django.conf import settings

database, way, fault = sys.argv[1:4]
settings.configure(
    DATABASES={"default": {"ENGINE": "kept.kit.sqlite", "NAME": database, "CONN_MAX_AGE": None}},
    USE_I18N=False,
)
django.setup()

from django.db import DatabaseError, connection, transaction  # noqa: E402

promised: list[int] = []
refused: list[int] = []
ballast = Path(database).with_name("ballast")


def sell(number: int) -> None:
    insert, values = "INSERT INTO sale VALUES (%s, %s)", [number, "x" * 3000]
    connection.is_sharing = way == "sharing"
    with (
        nullcontext() if way in ("alone", "returning") else transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{insert} RETURNING id" if way == "returning" else insert, values)


def sell_some(numbers: list[int]) -> list[int]:
    """Sell these, one after the other or, where they share a commit, at once. Returns those that failed."""
    failed: list[int] = []

    def try_to_sell(number: int) -> None:
        try:
            sell(number)
        except DatabaseError:
            failed.append(number)

    if len(numbers) == 1:
        try_to_sell(numbers[0])
    else:
        list(threads.map(try_to_sell, numbers))
    return failed


def run_out() -> None:
    """From now on there is no more room than this."""
    if fault == "no_room":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    elif fault == "full_disk":
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass


def recover() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    ballast.unlink(missing_ok=True)


def read() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM sale ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE sale (id INTEGER PRIMARY KEY, note TEXT)")
if way == "ignoring":  # the planted fault: whoever asks for a commit is told that it worked
    backend = type(connection.ops.connection)
    real = backend._commit

    def say_yes(self: object) -> None:
        with suppress(DatabaseError):
            real(self)

    backend._commit = say_yes
for number in range(10):
    sell(number)
    promised.append(number)
run_out()
slowest = 0.0
at_once = 4 if way == "sharing" else 1
threads = ThreadPoolExecutor(at_once)
for first in range(10, 1000, at_once):
    began = time.monotonic()
    numbers = list(range(first, first + at_once))
    failed = sell_some(numbers)
    refused += failed
    promised += [number for number in numbers if number not in failed]
    if failed:
        slowest = max(slowest, time.monotonic() - began)
    if len(refused) >= 5 or (way == "ignoring" and len(promised) > 200):
        break
could_read = len(read()) >= 10
lock_held = connection.write_lock.held
recover()
for _ in range(100):
    with suppress(DatabaseError):
        sell(5000)
        break
sys.stdout.write(
    json.dumps(
        {
            "promised": promised,
            "refused": refused,
            "failed": bool(refused) or way == "ignoring",
            "there": read(),
            "could_read": could_read,
            "lock_held": lock_held,
            "seconds_to_refuse": slowest,
            "sold_again": 5000,
        }
    )
)
