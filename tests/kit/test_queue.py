"""Waiting work is done by one worker at a time, whatever dies, freezes, or believes it is another day."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils import timezone

from kept.kit import queue, rows
from kept.kit.queue import (
    AT_ONCE,
    LeaseWatch,
    QueuedRow,
    back_off,
    claim,
    queue_indexes,
    renew,
    settle,
)
from kept.kit.transactions import durable
from tests.rig.crowd import at_once
from tests.rig.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = 40.0

with isolate_apps("kept.kit"):

    class Chore(QueuedRow):
        """Something to do."""

        pump = "chores"
        name = models.CharField(max_length=20)

        class Meta:
            app_label = "kit"
            db_table = "chore"
            indexes = queue_indexes("chore")


@pytest.fixture(autouse=True)
def _table(transactional_db) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Chore)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Chore)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Worker:
    """A worker process with a memory and a monotonic clock of its own."""

    def __init__(self, clock: Clock) -> None:
        self._watch = LeaseWatch(clock)

    def claim(self, now: datetime | None = None, limit: int = 10) -> list[Chore]:
        return claim(Chore, limit=limit, now=now or timezone.now(), lease_seconds=LEASE, watch=self._watch)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def anna(clock: Clock) -> Worker:
    return Worker(clock)


@pytest.fixture
def ben(clock: Clock) -> Worker:
    return Worker(clock)


def chore(name: str = "", due_at: datetime = AT_ONCE) -> Chore:
    return Chore.objects.create(name=name, due_at=due_at)


def names(chores: list[Chore]) -> list[str]:
    return [each.name for each in chores]


# ------------------------------------------------------------------------------------------------- claiming


def test_what_is_due_is_claimed_in_the_order_it_was_due(anna):
    chore("second", timezone.now() - timedelta(minutes=1))
    chore("first", timezone.now() - timedelta(minutes=2))
    chore("later", timezone.now() + timedelta(seconds=1))
    chore("at once")
    claimed = anna.claim(limit=2)
    assert names(claimed) == ["at once", "first"]
    assert names(anna.claim()) == ["second"]
    assert anna.claim() == []


def test_a_claim_is_on_disk_before_the_work_begins(anna):
    chore("a")
    (claimed,) = anna.claim()
    seen = in_thread(Chore.objects.get)
    assert (seen.state, seen.lease, seen.attempts) == ("sending", claimed.lease, 1)
    assert len(seen.lease) == 32


def test_it_is_not_begun_inside_a_transaction_that_could_be_undone(anna):
    chore("a")
    with pytest.raises(RuntimeError, match="cannot run inside another"), durable():
        anna.claim()


def test_work_for_now_is_due_on_a_clock_that_is_behind(anna):
    chore("at once")
    chore("timed", timezone.now())
    assert names(anna.claim(now=timezone.now() - timedelta(minutes=5))) == ["at once"]


def claim_all(take) -> list[str]:
    done: list[str] = []
    while claimed := take():
        done += names(claimed)
    return done


def test_many_workers_at_once_never_get_the_same_row():
    Chore.objects.bulk_create(Chore(name=str(n), due_at=AT_ONCE) for n in range(120))
    take = partial(claim, Chore, limit=7, now=timezone.now(), lease_seconds=LEASE)
    shares = at_once([partial(claim_all, take)] * 6)
    assert not [share for share in shares if isinstance(share, Exception)]
    assert sorted((name for share in shares for name in share), key=int) == [str(n) for n in range(120)]


def test_control_looking_first_and_taking_later_gives_it_to_several():
    chore("one")
    barrier = threading.Barrier(4)

    def look_then_take() -> list[str]:
        found = list(Chore.objects.filter(state="queued"))
        barrier.wait(10)
        Chore.objects.filter(pk__in=[each.pk for each in found]).update(state="sending")
        return names(found)

    assert at_once([look_then_take] * 4) == [["one"]] * 4


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time")
def test_an_idle_worker_does_not_wait_for_those_who_write(anna):
    chore("later", timezone.now() + timedelta(hours=1))
    writing, done = threading.Event(), threading.Event()

    def write() -> None:
        with durable():
            writing.set()
            done.wait(10)

    def look() -> float:
        assert writing.wait(10)
        began = time.monotonic()
        assert anna.claim() == []
        done.set()
        return time.monotonic() - began

    _, seconds = at_once([write, look])
    assert isinstance(seconds, float)
    assert seconds < 1


def test_workers_go_on_while_a_newer_version_adds_a_column(anna):
    """They run until they are started again. PostgreSQL refuses a star that it has planned before."""
    for number in range(6):
        chore(f"before {number}")
        assert len(anna.claim()) == 1
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE chore ADD COLUMN newer integer NULL")
    chore("after")
    assert names(anna.claim()) == ["after"]


def test_both_ways_of_looking_read_by_index():
    looking = queue._due(Chore, "id", ())
    assert "chore_due" in plan(
        f"{looking} ORDER BY due_at, id LIMIT 5", rows.to_database_time(timezone.now())
    )
    assert "chore_out" in plan(queue._claimed(Chore))


def plan(sql: str, *values: object) -> str:
    with durable(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table is empty here
        cursor.execute(
            f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}", values
        )
        return str(cursor.fetchall())


# --------------------------------------------------------------------------------------- what is left behind


def test_what_a_worker_left_that_is_known_to_be_dead_is_taken_at_once(ben, monkeypatch):
    Chore.objects.create(name="left", due_at=AT_ONCE, state="sending", lease="a" * 32, attempts=1)
    Chore.objects.create(name="in hand", due_at=AT_ONCE, state="sending", lease="b" * 32, attempts=1)
    monkeypatch.setattr(queue, "is_dead", lambda lease: lease == "a" * 32)
    (taken,) = ben.claim()
    assert (taken.name, taken.attempts) == ("left", 2)
    assert ben.claim() == []


def test_what_a_dead_worker_left_is_taken_when_its_lease_has_been_watched_to_the_end(anna, ben, clock):
    chore("left")
    anna.claim()
    assert ben.claim() == []  # the watch begins
    clock.seconds += LEASE - 1
    assert ben.claim() == []
    clock.seconds += 1
    (taken,) = ben.claim()
    assert (taken.name, taken.attempts) == ("left", 2)
    assert ben.claim() == []
    clock.seconds += LEASE - 1
    assert ben.claim() == []  # and the new lease runs from its own beginning


def test_a_worker_that_was_away_begins_to_watch_anew(anna, ben, clock):
    chore("held")
    anna.claim()
    clock.seconds += 10 * LEASE
    assert ben.claim() == []


def test_two_who_watched_it_to_the_end_do_not_both_take_it(anna, ben, clock):
    chore("left")
    anna.claim()
    eve = Worker(clock)
    assert (ben.claim(), eve.claim()) == ([], [])
    clock.seconds += LEASE
    taken = at_once([ben.claim, eve.claim])
    assert sorted(len(each) for each in taken if isinstance(each, list)) == [0, 1]


JUMPS = [timedelta(hours=1), timedelta(days=1), timedelta(hours=-1), timedelta(days=-1), timedelta(days=366)]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_no_jump_of_the_wall_clock_ends_a_lease_or_keeps_one_alive(anna, ben, clock, jump):
    chore("held")
    anna.claim()
    assert ben.claim() == []
    assert ben.claim(now=timezone.now() + jump) == []
    clock.seconds += LEASE
    assert names(ben.claim(now=timezone.now() + jump)) == ["held"]


def test_nor_does_a_wall_clock_that_goes_back_a_second_every_second(anna, ben, clock):
    chore("held")
    anna.claim()
    looks = 0
    while not ben.claim(now=timezone.now() - timedelta(seconds=clock.seconds)):
        clock.seconds += 1
        looks += 1
    assert looks == LEASE


def test_control_a_lease_on_the_wall_clock_is_ended_by_a_jump(anna):
    wall = Clock()
    ben = Worker(wall)
    chore("held")
    anna.claim()
    assert ben.claim() == []
    wall.seconds += 3600  # somebody corrected the clock; no time has passed
    assert names(ben.claim()) == ["held"]


# ---------------------------------------------------------------------------------------------------- fencing


def finish(row: Chore, lease: str, state: str = "done") -> bool:
    with durable():
        return settle(row, lease, state=state)


def test_how_it_went_is_written_by_whoever_holds_it(anna):
    chore("a")
    (mine,) = anna.claim()
    assert finish(mine, mine.lease)
    done = Chore.objects.get()
    assert (done.state, done.lease) == ("done", "")
    assert not finish(mine, mine.lease), "twice"


def test_a_worker_that_was_frozen_changes_nothing_any_more(anna, ben, clock):
    chore("a")
    (frozen,) = anna.claim()
    ben.claim()
    clock.seconds += LEASE
    (taken,) = ben.claim()
    assert not renew(frozen)
    assert not finish(frozen, frozen.lease, "failed")
    assert Chore.objects.get().lease == taken.lease
    assert finish(taken, taken.lease)
    assert not finish(frozen, frozen.lease, "failed")
    assert Chore.objects.get().state == "done"


def test_control_without_the_lease_it_would_overwrite(anna, ben, clock):
    chore("a")
    (frozen,) = anna.claim()
    ben.claim()
    clock.seconds += LEASE
    (taken,) = ben.claim()
    finish(taken, taken.lease)
    Chore.objects.filter(pk=frozen.pk).update(state="failed")
    assert Chore.objects.get().state == "failed"


def test_who_needs_longer_renews_and_every_watch_begins_anew(anna, ben, clock):
    chore("long")
    (mine,) = anna.claim()
    ben.claim()
    for _ in range(3):
        clock.seconds += LEASE - 1
        assert renew(mine)
        assert ben.claim() == []
    assert finish(mine, mine.lease)


def test_another_try_is_claimed_when_it_is_due(anna):
    chore("a")
    (mine,) = anna.claim()
    with durable():
        assert settle(
            mine, mine.lease, state="queued", due_at=timezone.now() + timedelta(seconds=5), last_error="451"
        )
    assert anna.claim() == []
    (again,) = anna.claim(now=timezone.now() + timedelta(seconds=5))
    assert (again.attempts, again.last_error) == (2, "451")
    assert not finish(mine, "")


def test_the_outcome_belongs_to_a_transaction_and_has_a_state(anna):
    chore("a")
    (mine,) = anna.claim()
    with pytest.raises(RuntimeError, match="its caller opens one"):
        settle(mine, mine.lease, state="done")
    with pytest.raises(ValueError, match="state"), durable():
        settle(mine, mine.lease, last_error="?")


# ---------------------------------------------------------------------------------------------- trying again


HOUR = timedelta(hours=1)


def tried(times: int, due_at: datetime) -> Chore:
    return Chore.objects.create(name=f"tried {times} times", due_at=due_at, attempts=times)


@pytest.mark.parametrize("times", [1, 2, 8, 20, 439])
def test_a_retry_waits_no_longer_because_the_clock_was_set_back(anna, times):
    anna.claim()
    wait = timedelta(seconds=back_off(times, seed=1) or 0)
    tried(times, timezone.now() + wait)
    chore("for a chosen time", timezone.now() + wait)
    assert anna.claim() == []
    assert names(anna.claim(now=timezone.now() - HOUR)) == [f"tried {times} times"]


def test_a_worker_that_begins_after_the_clock_was_set_back_finds_it_too(anna):
    tried(3, timezone.now() + HOUR)
    assert names(anna.claim()) == ["tried 3 times"]


def test_no_retry_comes_early_while_the_clock_goes_on_or_is_put_right_by_little(anna, ben):
    now = timezone.now()
    for times in (1, 2, 8, 20):
        tried(times, now + timedelta(seconds=back_off(times, seed=times) or 0))
    for worker in (anna, ben):
        for later in (0, 1, -2, 2):
            assert worker.claim(now=now + timedelta(seconds=later)) == []
