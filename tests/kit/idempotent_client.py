"""A process that makes one request under a key and stops in the middle: `python asker.py <key> <where>`."""

import signal
import sys
import time
from datetime import UTC, datetime

import django

django.setup()

from kept.kit.idempotency import fingerprint_of, idempotent  # noqa: E402
from kept.kit.models import IdempotencyKey  # noqa: E402

signal.alarm(60)  # whatever happens to the test, this process ends
key, where = sys.argv[1:3]


def stop(here: str) -> None:
    if here == where:
        sys.stdout.write(f"{here}\n")
        sys.stdout.flush()
        time.sleep(60)


now = datetime(2026, 11, 24, 9, tzinfo=UTC)
with idempotent(scope="store:1", key=key, fingerprint=fingerprint_of("a"), now=now) as slot:
    stop("taken")
    IdempotencyKey.objects.create(scope="work", key=f"work for {key}", fingerprint="", created_at=now)
    stop("worked")
    slot.keep(201, "first")
    stop("kept")
stop("committed")
