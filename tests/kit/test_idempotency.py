"""One request is done once, however often and by however many it is asked (reliability, test 5)."""

import json
import secrets
import threading
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from kept.kit import idempotency
from kept.kit.idempotency import KEPT_FOR, Answer, KeyReused, delete_old_keys, fingerprint_of, idempotent
from kept.kit.models import IdempotencyKey
from kept.kit.refusals import Invalid
from kept.kit.transactions import durable, require_transaction
from tests.rig.crowd import at_once
from tests.rig.processes import heard, kill, start
from tests.rig.threads import in_thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.wall_clock]
ASKER = Path(__file__).with_name("idempotent_client.py")


@durable()
def work(name: str) -> None:
    """An action, with a row to show for it."""
    IdempotencyKey.objects.create(scope="work", key=name, fingerprint="", created_at=timezone.now())


def works() -> int:
    return IdempotencyKey.objects.filter(scope="work").count()


def ask(key: str | None = "k", *, body: str = "a", scope: str = "store:1", status: int = 201) -> Answer:
    """Do what a face does with one request."""
    with idempotent(scope=scope, key=key, fingerprint=fingerprint_of(body), now=timezone.now()) as slot:
        if slot.replay:
            return slot.replay
        work(secrets.token_hex())
        answer = Answer(status, f"order {works()}", {"Location": f"/orders/{works()}"})
        slot.keep(answer.status, answer.body, answer.headers)
    return answer


def replays(key: str = "k", scope: str = "store:1") -> int:
    return IdempotencyKey.objects.get(scope=scope, key=key).replays


# ----------------------------------------------------------------------------------------- once, and again


def test_asking_again_gets_the_same_answer_and_nothing_is_done_again():
    first = ask()
    assert first == Answer(201, "order 1", {"Location": "/orders/1"})
    assert [ask(), ask(), ask()] == [first] * 3
    assert works() == 1
    assert replays() == 3


def test_work_key_and_answer_become_visible_together():
    with idempotent(scope="store:1", key="k", fingerprint=fingerprint_of("a"), now=timezone.now()) as slot:
        work("work")
        slot.keep(201, "done")
        if connection.vendor == "postgresql":  # on SQLite nobody else could even wait here
            assert in_thread(IdempotencyKey.objects.count) == 0
    assert in_thread(IdempotencyKey.objects.count) == 2


@pytest.mark.parametrize("round_", range(5))
def test_eight_at_once_are_one(round_):
    answers = at_once([partial(ask, f"k{round_}")] * 8)
    assert answers == [Answer(201, "order 1", {"Location": "/orders/1"})] * 8
    assert works() == 1
    assert replays(f"k{round_}") == 7


def test_control_looking_first_and_taking_later_is_not_one():
    """The planted fault: whether the key is taken is read, and only then is the work begun."""
    barrier = threading.Barrier(8)

    def look_first() -> None:
        taken = IdempotencyKey.objects.filter(scope="store:1", key="k").exists()
        barrier.wait(10)
        if not taken:
            ask(None)
            IdempotencyKey.objects.get_or_create(
                scope="store:1", key="k", defaults={"created_at": timezone.now()}
            )

    at_once([look_first] * 8)
    assert works() == 8


def test_another_request_under_the_key_is_refused_and_changes_nothing():
    ask()
    with pytest.raises(KeyReused) as refusal:
        ask(body="b")
    assert refusal.value.status == 422
    assert (works(), replays()) == (1, 0)
    assert ask().status == 201


def test_the_same_key_elsewhere_is_another_key():
    ask(scope="store:1")
    assert ask(scope="store:2").body == "order 2"
    assert works() == 2


def test_without_a_key_each_request_is_new_and_still_one_transaction():
    ask(None)
    ask(None)
    assert works() == 2
    assert IdempotencyKey.objects.exclude(scope="work").count() == 0
    with pytest.raises(LookupError):
        fail_after_work(None)
    assert works() == 2


# ------------------------------------------------------------------------------------- errors, crashes, ends


def fail_after_work(key: str | None = "k") -> None:
    with idempotent(scope="store:1", key=key, fingerprint=fingerprint_of("a"), now=timezone.now()):
        work("lost")
        raise LookupError


def test_an_error_leaves_nothing_and_the_key_is_free():
    with pytest.raises(LookupError):
        fail_after_work()
    assert IdempotencyKey.objects.count() == 0
    assert ask().body == "order 1"


@pytest.mark.faults
@pytest.mark.parametrize("where", ["taken", "worked", "kept", "committed"])
def test_after_a_crash_the_next_one_does_it_or_gets_the_answer(tmp_path, where):
    asker = start(ASKER, "k", where, data_dir=tmp_path)
    assert heard(asker) == where
    kill(asker)
    answer = ask()
    assert works() == 1
    assert answer.body == ("first" if where == "committed" else "order 1")
    assert ask() == answer


@pytest.mark.faults
def test_one_who_waits_for_a_request_that_then_dies_does_it(tmp_path):
    asker = start(ASKER, "k", "kept", data_dir=tmp_path)
    assert heard(asker) == "kept"

    def kill_soon() -> None:
        time.sleep(0.3)
        kill(asker)

    answer, _ = at_once([ask, kill_soon])
    assert answer == Answer(201, "order 1", {"Location": "/orders/1"})


def test_ending_without_an_answer_is_an_error_and_leaves_nothing():
    def forget() -> None:
        with idempotent(scope="store:1", key="k", fingerprint=fingerprint_of("a"), now=timezone.now()):
            work("unanswered")

    with pytest.raises(RuntimeError, match=r"without keep\(\)"):
        forget()
    assert IdempotencyKey.objects.count() == 0


def test_an_answer_stands_and_no_action_runs_behind_it():
    def again(act) -> None:
        with idempotent(
            scope="store:1", key="k", fingerprint=fingerprint_of("a"), now=timezone.now()
        ) as slot:
            assert slot.replay is not None
            act(slot)

    ask()
    with pytest.raises(RuntimeError, match="the answer stands"):
        again(lambda slot: slot.keep(200, "another"))
    with pytest.raises(RuntimeError, match="cannot run inside another"):
        again(lambda slot: work("behind it"))
    assert works() == 1


def test_steps_may_use_its_transaction():
    with idempotent(scope="store:1", key="k", fingerprint=fingerprint_of("a"), now=timezone.now()) as slot:
        require_transaction()
        slot.keep(204, "")
    assert ask() == Answer(204, "", {})


@pytest.mark.parametrize("key", ["", "x" * 256, "two\nlines", "nul\0"])
def test_what_cannot_be_a_key_is_refused(key):
    with pytest.raises(Invalid):
        ask(key)


@pytest.mark.parametrize("key", ["x" * 255, "ключ 🔑", "'; DROP TABLE idempotency_key; --", "%s"])
def test_whatever_can_be_one_is(key):
    assert [ask(key), ask(key)] == [Answer(201, "order 1", {"Location": "/orders/1"})] * 2
    assert works() == 1


def test_a_fingerprint_knows_where_a_part_ends():
    assert fingerprint_of("ab", "c") != fingerprint_of("a", "bc")
    assert fingerprint_of("ab") == fingerprint_of(b"ab")
    assert len(fingerprint_of()) == 64


# ---------------------------------------------------------------------------------------- how long it holds


def test_keys_hold_for_72_hours_and_are_then_forgotten_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr(idempotency, "_DELETED_AT_ONCE", 3)
    ask("promised")
    old = timezone.now() - KEPT_FOR - timedelta(seconds=1)
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(scope="store:1", key=f"old {n}", fingerprint="", created_at=old) for n in range(10)
    )
    assert delete_old_keys(timezone.now()) == 10
    assert delete_old_keys(timezone.now() + timedelta(hours=72)) == 0
    assert ask("promised").body == "order 1"
    assert (
        delete_old_keys(timezone.now() + KEPT_FOR + timedelta(seconds=1)) == 2
    )  # the key, and this test's work
    assert ask("promised").body == "order 1"
    assert works() == 1  # done afresh, after the first was forgotten


# --------------------------------------------------------------------------------------- a replay is a write


def test_a_replay_is_a_write_in_its_own_transaction():
    ask()
    assert wrote(ask)


def test_control_a_replay_by_reading_is_caught(monkeypatch):
    """The planted fault that lost answers at every failover: the second request only reads."""

    def read(scope, key, fingerprint, now):
        found = IdempotencyKey.objects.get(scope=scope, key=key, fingerprint=fingerprint)
        return idempotency.Slot(found.pk, Answer(found.status or 0, found.body, json.loads(found.headers)))

    ask()
    monkeypatch.setattr(idempotency, "_slot", read)
    assert not wrote(ask)


def wrote(request) -> bool:
    """Tell whether a request left anything for a disk, or a standby, to hold on to."""
    before = traces()
    request()
    return traces() != before


def traces() -> object:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return connection.connection.total_changes
    with connection.cursor() as cursor:  # which transaction wrote the row as it stands
        cursor.execute("SELECT xmin FROM idempotency_key WHERE key = 'k'")
        return cursor.fetchone()[0]
