"""Idempotency keys over real HTTP (reliability test 5): one order per key, whoever asks and however often.

What one key does is proved in kit/test_once.py and faces/api/test_once.py, and keys whose server was killed in
between in test_kill.py. Here: many keys, eight at once for each, by real connections to a real server.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tools.installation import ROOT, Installation, installation, order_of
from tools.killing import KillableInstallation
from tools.process_forker import ProcessForker

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.wall_clock]
DATABASE = "postgres" if connection.vendor == "postgresql" else "sqlite"
KEYS = 40
AT_ONCE = 8


@pytest.fixture(scope="module")
def it():
    with installation(DATABASE) as made, ProcessForker(made.environment) as forker:
        KillableInstallation(made, forker).start("web")
        made.wait_for_web()
        yield made


def place(it: Installation, key: str, **changed: Any) -> tuple[int, Any]:
    with it.client() as client:
        body = {**order_of(it.facts, key, lines=1), **changed}
        return client.send("POST", "/api/v1/orders", body, **{"Idempotency-Key": key})


def inside(it: Installation, program: str) -> Any:
    """Run a few lines of Python inside the installation, and return what they print, as JSON."""
    lines = f"import django, json; django.setup()\n{program}"
    done = subprocess.run(
        [sys.executable, "-c", lines],
        env=it.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def replays(it: Installation, prefix: str) -> list[int]:
    """Return how many replays each key has on disk."""
    return inside(
        it,
        "from kept.kit.models import IdempotencyKey\n"
        f"rows = IdempotencyKey.objects.filter(key__startswith={prefix!r})\n"
        "print(json.dumps(list(rows.values_list('replays', flat=True))))",
    )


def test_one_order_for_each_key_and_every_replay_is_a_write(it):
    keys = [f"at-once-{n}" for n in range(KEYS)]
    with ThreadPoolExecutor(AT_ONCE) as people:
        for key in keys:
            answers = list(people.map(lambda _, key=key: place(it, key), range(AT_ONCE)))
            assert {status for status, _ in answers} == {201}
            assert len({json.dumps(body, sort_keys=True) for _, body in answers}) == 1
    emails = [row[1] for row in json.loads(it.run("tools.rows"))["orders"]]
    assert all(emails.count(f"buyer{key}@example.com") == 1 for key in keys)
    assert replays(it, "at-once-") == [AT_ONCE - 1] * KEYS


def test_another_body_is_refused_and_changes_nothing(it):
    status, first = place(it, "other-body")
    for n in range(AT_ONCE):
        refused, problem = place(it, "other-body", note=f"And {n} more")
        assert (refused, problem["code"]) == (422, "key_reused")
    assert place(it, "other-body") == (status, first)


def test_a_key_that_was_forgotten_is_a_new_key(it):
    """After 96 hours, a day more than is promised."""
    _, first = place(it, "forgotten")
    forgotten = inside(
        it,
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from kept.kit.idempotency import delete_old_keys\n"
        "now = timezone.now()\n"
        "after = [now + timedelta(hours=hours) for hours in (72, 97)]\n"
        "print(json.dumps([delete_old_keys(at) > 0 for at in after]))",
    )
    assert forgotten == [False, True]
    _, second = place(it, "forgotten")
    assert second["number"] > first["number"]


def test_control_a_replay_by_read_is_caught():
    with installation(DATABASE) as made, ProcessForker(made.environment) as forker:
        KillableInstallation(made, forker, {"web": "tests.faults.planted:replay_by_read"}).start("web")
        made.wait_for_web()
        answers = [place(made, f"by-read-{n % 3}") for n in range(9)]
        assert {status for status, _ in answers} == {201}
        assert replays(made, "by-read-") != [2, 2, 2]
