"""Outcomes of messages reach the disk: several together, none behind a server that hangs (F3, I4)."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from kept.adapters.smtp import SmtpMailer
from kept.kit import outcomes
from kept.kit.outcomes import Outcome
from kept.kit.queue import settle
from kept.kit.transactions import StoreBusy, durable
from kept.messages.delivery import message_pump
from kept.messages.models import Message
from kept.messages.outcomes import (
    MOST_UNWRITTEN,
    STANDING_BY_SECONDS,
    TOGETHER_SECONDS,
    BatchingOutcomeWriter,
)
from tests.rig.outcomes import busy_database, claimed, handed_over, letters, states
from tests.rig.threads import in_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def commits(monkeypatch) -> list[int]:
    """Return how many outcomes each transaction wrote."""
    sizes: list[int] = []

    @contextmanager
    def counted():
        sizes.append(0)
        with durable():
            yield

    def settled(*words, **named):
        sizes[-1] += 1
        return settle(*words, **named)

    monkeypatch.setattr(outcomes, "durable", counted)
    monkeypatch.setattr(outcomes, "settle", settled)
    return sizes


class Worker:
    """Messages that wait, and who hands them over by a clock that moves `seconds` for each."""

    def __init__(self, post, count: int, seconds: float = 0.0) -> None:
        self.now, self.seconds = 0.0, seconds
        letters(count)
        post.answer = self.passes
        self.outcomes = BatchingOutcomeWriter(clock=lambda: self.now)
        self.mailer = SmtpMailer(post.smtp())
        self.deliver = message_pump(self.mailer, clock=lambda: self.now, outcomes=self.outcomes)

    def passes(self, command, _about):
        if command == "DATA":
            self.now += self.seconds

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_error) -> None:
        self.mailer.close()


def test_outcomes_of_letters_that_leave_quickly_share_a_commit(post, commits):
    """And when all is handed over, all is on disk."""
    with Worker(post, 2 * MOST_UNWRITTEN + 1) as worker:
        worker.outcomes(timezone.now())
        assert worker.deliver(timezone.now()) == 2 * MOST_UNWRITTEN + 1
    assert commits == [MOST_UNWRITTEN, MOST_UNWRITTEN, 1]
    assert set(states()) == {"handed_over"}


def test_without_anybody_who_stands_by_each_is_written_at_once(post, commits):
    with Worker(post, 3) as worker:
        worker.deliver(timezone.now())
    assert commits == [1, 1, 1]


def test_who_has_not_looked_for_a_while_does_not_stand_by(post, commits):
    """Dead, resting after an error, or held up by the database: nobody relies on it."""
    with Worker(post, 3) as worker:
        worker.outcomes(timezone.now())
        worker.now += STANDING_BY_SECONDS
        worker.deliver(timezone.now())
    assert commits == [1, 1, 1]


def test_a_worker_that_is_asked_to_stop_writes_each_at_once(post, commits):
    """The messages in hand are finished, and nobody stands by any more."""
    with Worker(post, 3) as worker:
        worker.outcomes(timezone.now())
        worker.outcomes.finish(timezone.now())
        worker.deliver(timezone.now())
    assert commits == [1, 1, 1]


def test_a_slow_server_keeps_no_outcome_from_the_disk(post, commits):
    with Worker(post, 3, seconds=TOGETHER_SECONDS) as worker:
        worker.outcomes(timezone.now())
        worker.deliver(timezone.now())
    assert commits == [1, 1, 1]


def while_the_last_of_three_hangs(post, look) -> tuple[object, list[str]]:
    """Return what `look` at the worker gave, and the states, both while the server has not answered yet; and that all
    leave in the end."""
    arrived, goes_on = threading.Event(), threading.Event()
    with Worker(post, 3) as worker:
        count = 0

        def hang(command, _about):
            nonlocal count
            count += command == "DATA"
            if count == 3:
                arrived.set()
                goes_on.wait(30)

        post.answer = hang
        worker.outcomes(timezone.now())
        thread = threading.Thread(target=in_thread, args=[lambda: worker.deliver(timezone.now())])
        thread.start()
        try:
            assert arrived.wait(30)
            seen = look(worker), states()
        finally:
            goes_on.set()
            thread.join()
    assert states() == ["handed_over"] * 3
    return seen


@pytest.mark.django_db(transaction=True)
def test_a_server_that_hangs_keeps_no_outcome_from_the_disk(post):
    """The second thread writes what was handed over before, while the first still waits for its answer."""
    seen = while_the_last_of_three_hangs(post, lambda worker: worker.outcomes(timezone.now()))
    assert seen == (0, ["handed_over", "handed_over", "sending"])


@pytest.mark.django_db(transaction=True)
def test_control_where_nobody_looks_they_wait_for_the_server(post):
    _, seen = while_the_last_of_three_hangs(post, lambda worker: None)
    assert seen == ["sending"] * 3


def test_a_row_that_somebody_else_holds_is_left_and_disturbs_no_other():
    first, lost, last = claimed(3)
    Message.objects.filter(pk=lost.pk).update(lease="of another worker")
    outcomes.write([handed_over(each) for each in (first, lost, last)])
    assert states() == ["handed_over", "sending", "handed_over"]
    assert Message.objects.get(pk=lost.pk).lease == "of another worker"


def test_what_is_wrong_with_one_row_takes_no_other_with_it():
    """The error is raised, once; the row stays claimed until its lease is over."""
    first, wrong, last = claimed(3)
    several = BatchingOutcomeWriter()
    several(timezone.now())
    several._written_at = several._clock()  # a moment ago
    several.add(handed_over(first))
    several.add(Outcome(wrong, wrong.lease, {"state": Message.State.FAILED, "text": None}))
    several.add(handed_over(last))
    assert states() == ["sending"] * 3
    with pytest.raises(IntegrityError):
        several.write()
    assert states() == ["handed_over", "sending", "handed_over"]
    several.write()


def test_what_could_not_be_written_is_written_later_and_not_sent_again(post, monkeypatch):
    """The database does not come free: nothing more is handed over, and nothing is forgotten."""
    with Worker(post, 2 * MOST_UNWRITTEN) as worker:
        worker.outcomes(timezone.now())
        with monkeypatch.context() as busy:
            busy.setattr(outcomes, "durable", busy_database)
            for _ in range(2):
                with pytest.raises(StoreBusy):
                    worker.deliver(timezone.now())
        assert len(post.mails) == MOST_UNWRITTEN
        assert states() == ["sending"] * (2 * MOST_UNWRITTEN)
        assert worker.deliver(timezone.now()) == 0
        assert states() == ["handed_over"] * MOST_UNWRITTEN + ["sending"] * MOST_UNWRITTEN
    assert len(post.mails) == MOST_UNWRITTEN


def test_what_was_put_back_has_its_turn_when_the_server_is_back(post, commits):
    """The server goes away in the middle: what left is on disk as left, the rest as waiting and not tried."""
    with Worker(post, 5) as worker:
        worker.outcomes(timezone.now())
        left = 2

        def away(command, _about):
            nonlocal left
            if command == "MAIL":
                left -= 1
            return "421 Closing" if left < 0 and command == "MAIL" else None

        post.answer = away
        assert worker.deliver(timezone.now()) == 2
        assert states() == ["handed_over"] * 2 + ["queued"] * 3
        assert set(Message.objects.filter(state="queued").values_list("attempts", flat=True)) == {0}
        post.answer = lambda command, about: None
        worker.now += 60.0
        while worker.deliver(timezone.now() + timedelta(minutes=1)):
            pass
    assert states() == ["handed_over"] * 5
    assert sorted(post.recipients) == [f"team{n}@example.com" for n in range(5)]
