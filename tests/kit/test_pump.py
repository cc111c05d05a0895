"""One pump for all that waits: nothing lost, nothing out of order, and nobody held up by somebody else's trouble."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, models
from django.test.utils import isolate_apps
from django.utils import timezone

from kept.kit import outcomes
from kept.kit.outcomes import done, failed, retry
from kept.kit.pump import FIRST_PAUSE_SECONDS, ParallelPump, Pump, QueueConsumer, ReceiverUnavailable
from kept.kit.queue import AT_ONCE, QueuedRow, queue_indexes

pytestmark = pytest.mark.django_db(transaction=True)

with isolate_apps("kept.kit"):

    class Errand(QueuedRow):
        """Something to do for somebody."""

        pump = "errands"
        name = models.CharField(max_length=20)
        whose = models.BigIntegerField(default=0)

        class Meta:
            app_label = "kit"
            db_table = "errand"
            indexes = queue_indexes("errand")


@pytest.fixture(autouse=True)
def _table(transactional_db) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Errand)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Errand)


class Errands(QueueConsumer[Errand, str]):
    """Does what `does` says for each; remembers the names in their order."""

    model = Errand
    batch = 10

    def __init__(self, does=lambda errand: done(errand, "done")) -> None:
        self.does, self.done = does, []
        self.rested = 0

    def ordering_key(self, row: Errand) -> int:
        return row.whose or -row.pk

    def on_idle(self) -> None:
        self.rested += 1

    def hand_over(self, row, prepared, now):
        outcome = self.does(row)
        self.done.append(row.name)
        return outcome


def errands(*names: str, whose: int = 0) -> None:
    for name in names:
        Errand.objects.create(name=name, due_at=AT_ONCE, whose=whose)


def states() -> list[str]:
    return list(Errand.objects.order_by("pk").values_list("state", flat=True))


def raises(error):
    def act(errand):
        raise error

    return act


def test_what_is_due_is_handed_over_in_its_order_and_settled():
    errands("a", "b", "c")
    work = Errands()
    pump = Pump(work)
    assert (pump(timezone.now()), work.done, work.rested) == (3, ["a", "b", "c"], 0)
    assert set(states()) == {"done"}
    assert (pump(timezone.now()), work.rested) == (0, 1)


def test_behind_one_that_has_to_wait_its_line_waits_and_others_do_not():
    errands("first", "second", whose=7)
    errands("other")

    def busy(errand):
        later = timezone.now() + timedelta(minutes=1)
        return retry(errand, why="busy", until=later) if errand.name == "first" else done(errand, "done")

    work = Errands(busy)
    Pump(work)(timezone.now())
    assert work.done == ["first", "other"]
    assert states() == ["queued", "queued", "done"]
    assert list(Errand.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0, 1]


def test_a_far_side_that_is_away_costs_nobody_a_try_and_is_asked_again_by_one():
    errands("a", "b", "c")
    seconds = [0.0]
    work = Errands(raises(ReceiverUnavailable("nobody answers")))
    pump = Pump(work, clock=lambda: seconds[0])
    assert pump(timezone.now()) == 0
    assert (states(), set(Errand.objects.values_list("attempts", "last_error"))) == (
        ["queued"] * 3,
        {(0, "nobody answers")},
    )
    work.does = lambda errand: done(errand, "done")
    assert pump(timezone.now()) == 0, "it is left alone"
    seconds[0] += FIRST_PAUSE_SECONDS
    assert pump(timezone.now()) == 1, "one finds out whether it is back"
    assert pump(timezone.now()) == 2


def test_an_error_of_one_row_is_tried_again_later_and_holds_up_no_other(caplog):
    errands("odd", "even")
    work = Errands(lambda errand: 1 / 0 if errand.name == "odd" else done(errand, "done"))
    assert Pump(work)(timezone.now()) == 2
    assert states() == ["queued", "done"]
    assert "ZeroDivisionError" in Errand.objects.get(name="odd").last_error


def test_an_error_of_the_machine_is_nobodys_fault():
    errands("a")
    with pytest.raises(OperationalError):
        Pump(Errands(raises(OperationalError("gone"))))(timezone.now())
    assert states() == ["sending"], "it stays claimed until its lease is over"


def test_tries_come_to_an_end():
    errands("odd")
    Errand.objects.update(attempts=10_000)
    Pump(Errands(raises(ValueError("odd"))))(timezone.now())
    assert (states(), Errand.objects.get().last_error[:8]) == (["failed"], "Given up")


def test_what_follows_is_written_with_the_outcome_and_only_where_the_row_was_still_held():
    errands("mine", "lost")
    followed = []

    def act(errand):
        if errand.name == "lost":
            Errand.objects.filter(pk=errand.pk).update(lease="of another worker")
        return failed(errand, why="No.", follows=lambda: followed.append(errand.name))

    Pump(Errands(act))(timezone.now())
    assert (followed, states()) == (["mine"], ["failed", "sending"])


def test_one_that_took_long_renews_what_it_has_in_hand_and_leaves_what_was_taken_over():
    errands("long", "lost", "kept")
    seconds = [0.0]

    def act(errand):
        if errand.name == "long":
            seconds[0] += Errands.lease_seconds
            Errand.objects.filter(name="lost").update(lease="of another worker")
        return done(errand, "done")

    work = Errands(act)
    Pump(work, clock=lambda: seconds[0])(timezone.now())
    assert work.done == ["long", "kept"]
    assert states() == ["done", "sending", "done"]


def test_an_outcome_that_could_not_be_written_is_written_before_anything_else(monkeypatch):
    errands("a", "b")
    work = Errands()
    pump = Pump(work)
    with monkeypatch.context() as away:
        away.setattr(outcomes, "durable", raises_at_once(OperationalError("gone")))
        with pytest.raises(OperationalError):
            pump(timezone.now())
    assert (work.done, states()) == (["a"], ["sending", "sending"])
    pump(timezone.now())
    assert states() == ["done", "sending"]
    assert work.done == ["a"], "and not done again"


def raises_at_once(error):
    def act():
        raise error

    return act


class Calls(QueueConsumer):
    """Errands as calls in threads, two at a time for each person."""

    model = Errand
    batch = 2
    partition = "whose"

    def __init__(self, call) -> None:
        self.call = call

    def prepare(self, taken, now):
        return {row.pk: lambda row=row: self.call(row.whose) for row in taken}

    def hand_over(self, row, prepared, now):
        prepared()
        return done(row, "done")


def test_one_far_side_that_hangs_holds_up_no_other():
    errands(*"abcd", whose=1)
    errands(*"efgh", whose=2)
    goes_on = threading.Event()
    pump = ParallelPump(Calls(lambda whose: goes_on.wait(30) if whose == 1 else None), most=8)
    try:
        for _ in range(20):
            pump(timezone.now())
            if not Errand.objects.filter(whose=2).exclude(state="done").exists():
                break
        assert set(Errand.objects.filter(whose=2).values_list("state", flat=True)) == {"done"}
        assert Errand.objects.filter(whose=1, state="sending").count() == 2, (
            "and it has only its own on its way"
        )
    finally:
        goes_on.set()
        pump.finish(timezone.now())
    assert Errand.objects.filter(whose=1, state="done").count() == 2
