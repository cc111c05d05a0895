"""Timers are rows: set with what made them necessary, fired once, or let go with a reason."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from kept.kit import notify_workers, queue, rows
from kept.kit.pump import Pump
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.reactions.clock import TABLE
from kept.stores.models import Store
from kept.timers import kinds
from kept.timers.firing import TimerConsumer
from kept.timers.kinds import NotYet, TimerKind
from kept.timers.models import Timer
from kept.timers.steps import clear_timers, move_timer, set_timer
from tests.rig.crowd import at_once
from tests.rig.factory import a_store
from tests.rig.timers import fire

pytestmark = pytest.mark.django_db(transaction=True)

BELL = TimerKind("bell", subject="store")
HOUR = timedelta(hours=1)


class Tower:
    """A store with a bell; `act` is what its timer calls, after it has rung."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.act = lambda _timer, _actor, _now: None

    def ring(self, timer, actor, now) -> None:
        with durable():
            Store.objects.filter(pk=timer.subject_id).update(tagline=self.rung + "x")
            self.act(timer, actor, now)

    @property
    def rung(self) -> str:
        return Store.objects.get(pk=self.store.pk).tagline

    def set(self, due_at=None, occasion="") -> None:
        with durable():
            set_timer(
                BELL, store_id=self.store.pk, subject_id=self.store.pk, occasion=occasion,
                due_at=due_at or timezone.now(), now=timezone.now(),
            )  # fmt: skip

    def move(self, due_at) -> bool:
        with durable():
            return move_timer(
                BELL, store_id=self.store.pk, subject_id=self.store.pk, due_at=due_at, now=timezone.now()
            )

    def clear(self) -> None:
        with durable():
            clear_timers(BELL, store_id=self.store.pk, subject_id=self.store.pk)


@pytest.fixture
def tower() -> Iterator[Tower]:
    made = Tower(a_store())
    kinds.install({BELL: made.ring})
    yield made
    kinds.install(TABLE)


def states() -> list[str]:
    return list(Timer.objects.order_by("pk").values_list("state", flat=True))


# ------------------------------------------------------------------------------------- set, moved and cleared


def test_a_timer_fires_when_its_time_has_come_and_once(tower, clock):
    tower.set(timezone.now() + HOUR)
    assert fire() == 0
    clock.shift(HOUR - timedelta(seconds=1))
    assert fire() == 0
    clock.shift(timedelta(seconds=1))
    assert fire() == 1
    clock.shift(HOUR)
    assert fire() == 0
    timer = Timer.objects.get()
    assert (tower.rung, timer.state, timer.settled_at) == ("x", "fired", timezone.now() - HOUR)


def test_what_is_rolled_back_leaves_no_timer_moves_none_and_clears_none(tower):
    tower.set(timezone.now() + HOUR, occasion="kept")
    for step in (
        lambda: set_timer(BELL, store_id=tower.store.pk, subject_id=1, due_at=timezone.now(), now=timezone.now()),
        lambda: move_timer(BELL, store_id=tower.store.pk, subject_id=tower.store.pk, occasion="kept",
                           due_at=timezone.now(), now=timezone.now()),
        lambda: clear_timers(BELL, store_id=tower.store.pk, subject_id=tower.store.pk),
    ):  # fmt: skip
        with pytest.raises(ZeroDivisionError):
            and_fail(step)
    assert list(Timer.objects.values_list("occasion", "due_at")) == [("kept", timezone.now() + HOUR)]


def and_fail(step) -> None:
    with durable():
        step()
        raise ZeroDivisionError


def test_steps_leave_the_transaction_to_their_caller(tower):
    with pytest.raises(RuntimeError, match="its caller opens one"):
        set_timer(BELL, store_id=tower.store.pk, subject_id=1, due_at=timezone.now(), now=timezone.now())
    with pytest.raises(RuntimeError, match="its caller opens one"):
        clear_timers(BELL, store_id=tower.store.pk, subject_id=1)


def test_one_that_is_set_twice_or_has_fired_stays_the_only_one(tower, clock):
    tower.set(timezone.now() + HOUR)
    tower.set(timezone.now())
    assert fire() == 0, "the second one is no other"
    clock.shift(HOUR)
    assert fire() == 1
    tower.set()
    assert (fire(), tower.rung) == (0, "x")
    tower.set(occasion="another")
    assert (fire(), tower.rung) == (1, "xx")


def test_one_that_is_moved_fires_at_its_new_time_and_one_that_is_cleared_never(tower, clock):
    tower.set(timezone.now() + HOUR)
    assert tower.move(timezone.now() + 3 * HOUR)
    clock.shift(2 * HOUR)
    assert fire() == 0
    assert tower.move(timezone.now())
    assert fire() == 1
    assert not tower.move(timezone.now()), "it has fired"
    tower.set(occasion="later")
    tower.clear()
    assert (fire(), tower.rung, states()) == (0, "x", ["fired"])


def test_only_what_is_due_at_once_notifies_the_workers(tower, monkeypatch):
    notified = []
    monkeypatch.setattr(notify_workers, "notify", notified.append)
    tower.set(timezone.now() + HOUR)
    assert notified == []
    tower.move(timezone.now())
    tower.set(occasion="now")
    assert notified == [Timer.pump, Timer.pump]


# ------------------------------------------------------------------------------ looked at again, or let go


def test_what_is_no_longer_so_is_let_go_with_the_reason_and_does_nothing(tower):
    def refuse(*_):
        raise NotFound

    tower.act = refuse
    tower.set()
    assert fire() == 1
    timer = Timer.objects.get()
    assert (timer.state, timer.reason, tower.rung) == ("let_go", str(NotFound()), "")
    assert timer.settled_at == timezone.now()


def test_what_comes_too_early_is_moved_and_does_nothing(tower, clock):
    until = timezone.now() + HOUR

    def not_yet(_timer, _actor, now):
        if now < until:
            raise NotYet(until)

    tower.act = not_yet
    tower.set()
    assert (fire(), tower.rung) == (1, "")
    timer = Timer.objects.get()
    assert (timer.state, timer.due_at, timer.attempts) == ("queued", until, 0)
    clock.shift(HOUR)
    assert (fire(), tower.rung) == (1, "x")


def test_an_error_of_one_is_tried_again_later_and_holds_up_no_other(tower, caplog, clock):
    def break_first(timer, *_):
        if timer.occasion == "first":
            raise ValueError("odd")

    tower.act = break_first
    tower.set(occasion="first")
    tower.set(occasion="second")
    fire()
    assert (states(), tower.rung) == (["queued", "fired"], "x")
    assert "odd" in Timer.objects.get(occasion="first").last_error
    tower.act = lambda *_: None
    clock.shift(timedelta(seconds=10))
    fire()
    assert (states(), tower.rung) == (["fired", "fired"], "xx")


def test_a_database_that_is_away_is_no_timers_fault(tower):
    def away(*_):
        raise OperationalError("gone")

    tower.act = away
    tower.set()
    with pytest.raises(OperationalError):
        fire()
    assert (states(), tower.rung) == (["sending"], ""), "it stays claimed until its lease is over"


def test_a_kind_that_this_worker_does_not_know_waits_for_one_that_does(tower):
    """While a newer version is being started, an older worker may still run."""
    tower.set()
    kinds.install({})
    assert fire() == 1
    assert (states(), Timer.objects.get().attempts) == (["queued"], 1)


# ----------------------------------------------------------------------------------------------- exactly once


def claimed() -> Timer:
    (timer,) = TimerConsumer().claim_due(timezone.now(), limit=1)
    return timer


def test_what_another_worker_has_taken_over_is_undone_here(tower):
    """Frozen past its lease: what it did is rolled back with the settling that finds the row in other hands."""
    tower.set()
    frozen = claimed()
    Timer.objects.update(lease="of another worker")
    assert TimerConsumer().hand_over(frozen, None, timezone.now()) is None
    assert (tower.rung, states()) == ("", ["sending"])


@pytest.mark.parametrize("how", ["cleared", "moved"])
def test_one_that_is_cleared_or_moved_while_it_is_in_hand_does_nothing(tower, how):
    tower.set()
    timer = claimed()
    tower.clear() if how == "cleared" else tower.move(timezone.now() + HOUR)
    assert TimerConsumer().hand_over(timer, None, timezone.now()) is None
    assert (tower.rung, states()) == ("", [] if how == "cleared" else ["queued"])


def test_control_in_a_transaction_of_its_own_it_would_have_rung(tower):
    tower.set()
    timer = claimed()
    tower.clear()
    tower.ring(timer, None, timezone.now())
    assert tower.rung == "x"


def test_two_workers_at_once_fire_each_timer_once():
    stores = [a_store() for _ in range(40)]

    def ring(timer, _actor, _now) -> None:
        with durable():
            rows.run("UPDATE store SET tagline = tagline || 'x' WHERE id = %s", [timer.subject_id])

    kinds.install({BELL: ring})
    try:
        with durable():
            for store in stores:
                set_timer(
                    BELL, store_id=store.pk, subject_id=store.pk, due_at=timezone.now(), now=timezone.now()
                )

        def work() -> int:
            work, handled = TimerConsumer(), 0
            work.batch = 3
            pump = Pump(work)
            while found := pump(timezone.now()):
                handled += found
            return handled

        shares = at_once([work, work])
        assert not [share for share in shares if isinstance(share, Exception)]
        assert sum(shares) == 40
    finally:
        kinds.install(TABLE)
    assert set(Store.objects.values_list("tagline", flat=True)) == {"x"}
    assert set(states()) == {"fired"}


# --------------------------------------------------------------------------------------------------- many


def test_a_hundred_thousand_that_wait_cost_a_look_by_index(tower):
    later = timezone.now() + HOUR
    for start in range(0, 100_000, 4_000):
        with durable():
            rows.add_deferred(Timer, [
                {
                    "store_id": tower.store.pk, "kind": BELL.name, "subject_kind": "order", "subject_id": n,
                    "due_at": later + timedelta(seconds=n), "set_at": timezone.now(),
                }
                for n in range(start, start + 4_000)
            ])  # fmt: skip
    tower.set()
    if connection.vendor == "postgresql":
        rows.run("ANALYZE timer")
    due = f"{queue._due(Timer, 'id', ())} ORDER BY due_at, id LIMIT 50"
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    plan = str(rows.fetch(f"{explain} {due}", [rows.to_database_time(timezone.now())]))
    assert "timer_due" in plan, plan
    assert (
        "timer_out" in str(rows.fetch(f"{explain} {queue._claimed(Timer)}")) or connection.vendor != "sqlite"
    )
    assert (fire(), tower.rung) == (1, "x")


def test_a_subject_finds_its_own_by_index(tower):
    tower.set()
    waiting = Timer.objects.filter(store_id=tower.store.pk, kind="bell", subject_kind="store", subject_id=1)
    with durable():
        if connection.vendor == "postgresql":
            rows.run("SET LOCAL enable_seqscan = off")  # the table is empty here
        assert "timer_once" in waiting.explain() or "sqlite_autoindex" in waiting.explain()
