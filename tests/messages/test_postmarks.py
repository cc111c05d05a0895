"""A message that has left is not sent again because its worker died before the row knew (I4, reliability rule 7)."""

import os
import shutil
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import InternalError
from django.utils import timezone

from kept.adapters.smtp import SmtpMailer
from kept.faces.worker.pumps import pumps
from kept.kit import outcomes as kit_outcomes
from kept.kit import queue
from kept.kit.outcomes import Outcome, put_back
from kept.kit.queue import LeaseWatch
from kept.kit.transactions import StoreBusy
from kept.messages import outbox, outcomes, postmarks
from kept.messages.delivery import message_pump
from kept.messages.models import Message
from kept.messages.outcomes import BatchingOutcomeWriter
from kept.messages.postmarks import Postmark, Postmarks, read_all
from tests.rig.outcomes import busy_database, claimed, handed_over, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of postmarks, for this test alone."""
    monkeypatch.setattr(postmarks, "_folder", lambda: tmp_path / "postmarks")
    return tmp_path / "postmarks"


@pytest.fixture
def nobody_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every lease was left behind, whoever made it."""
    monkeypatch.setattr(queue, "_this_process", LeaseWatch())
    monkeypatch.setattr(queue, "is_dead", lambda lease: True)


def in_a_killed_process(do: Callable[[], object]) -> None:
    """Do this in a fork that is killed right after it."""
    child = os.fork()
    if child == 0:
        try:
            do()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def give_without_database(letters: list[Message]) -> BatchingOutcomeWriter:
    """They leave while nothing can be written into their rows."""
    several = BatchingOutcomeWriter()
    with pytest.MonkeyPatch.context() as busy:
        busy.setattr(kit_outcomes, "durable", busy_database)
        for letter in letters:
            with pytest.raises(StoreBusy):
                several.add(handed_over(letter))
    return several


def on_file() -> list[Postmark]:
    found: list[Postmark] = []
    read_all(found.extend)
    return found


def deliver(post) -> int:
    """Return how many a new worker dealt with in its first turn."""
    mailer = SmtpMailer(post.smtp())
    try:
        return message_pump(mailer)(timezone.now())
    finally:
        mailer.close()


def test_a_letter_that_left_before_its_worker_was_killed_is_not_sent_again(post, nobody_lives, folder):
    """The two that were not handed over go out; the row of the other says what its worker knew."""
    letters = claimed(3)
    in_a_killed_process(lambda: give_without_database(letters[1:2]))
    assert states() == ["sending"] * 3
    assert deliver(post) == 2
    assert sorted(post.recipients) == ["team0@example.com", "team2@example.com"]
    assert states() == ["handed_over"] * 3
    left = Message.objects.get(pk=letters[1].pk)
    assert (left.message_id, left.text, left.handed_over_at) == ("<m@shop.example>", "Text", timezone.now())
    assert not list(folder.iterdir()), "the dead one's file has served"


def test_control_without_its_postmark_it_is_sent_again(post, nobody_lives, monkeypatch):
    monkeypatch.setattr(Postmarks, "keep", lambda self, kept: True)
    letters = claimed(3)
    in_a_killed_process(lambda: give_without_database(letters[1:2]))
    assert deliver(post) == 3


def test_a_frozen_worker_that_is_taken_for_dead_has_left_word_too(post, nobody_lives, folder):
    """It lives, so its file stays; when it wakes up it changes nothing any more."""
    frozen = give_without_database(claimed(2))
    assert deliver(post) == 0
    assert states() == ["handed_over"] * 2
    assert not post.mails
    Message.objects.update(text="as it was sent")
    frozen.write()
    assert set(Message.objects.values_list("text", flat=True)) == {"as it was sent"}


def test_what_is_in_its_row_leaves_the_file_and_the_file_its_folder(folder):
    several = BatchingOutcomeWriter()
    for letter in claimed(3):
        several.add(handed_over(letter))
    assert states() == ["handed_over"] * 3
    assert [path.stat().st_size for path in folder.iterdir()] == [0]
    assert [path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())] == [0o700, 0o600]
    del several
    assert not list(folder.iterdir())


def test_a_worker_that_ends_without_its_database_leaves_what_it_knows(folder):
    """SIGTERM while the database is away: the next one writes it."""
    letters = claimed(2)
    ended = give_without_database(letters)
    del ended
    assert [postmark.message_pk for postmark in on_file()] == [letter.pk for letter in letters]
    assert not list(folder.iterdir())


def test_only_a_letter_that_has_left_is_on_file():
    """One that is to be tried again is tried again; there is nothing to remember."""
    refused, waiting, left = claimed(3)
    several = BatchingOutcomeWriter()
    with pytest.MonkeyPatch.context() as busy:
        busy.setattr(kit_outcomes, "durable", busy_database)
        with pytest.raises(StoreBusy):
            several.add(
                outbox.failed(refused, None, "", why="No such address.", now=timezone.now()),
                put_back(waiting, until=timezone.now()),
                handed_over(left),
            )
    assert [postmark.message_pk for postmark in on_file()] == [left.pk]


def test_a_disk_that_takes_no_postmark_has_each_written_at_once(monkeypatch):
    """Then nothing but the row remembers it."""
    several = BatchingOutcomeWriter()
    several(timezone.now())
    several._written_at = several._clock()  # a moment ago: the outcomes of a few would share a commit
    first, second = claimed(2)
    several.add(handed_over(first))
    assert states() == ["sending"] * 2
    monkeypatch.setattr(postmarks.os, "write", full)
    several.add(handed_over(second))
    assert states() == ["handed_over"] * 2


def full(file, lines):
    raise OSError(28, "No space left on device")


def test_a_line_written_by_half_spoils_no_other(folder):
    """The disk was full in the middle, or the process was killed there."""
    kept = Postmarks()
    whole = Postmark(7, "lease", {"handed_over_at": timezone.now(), "text": "Grüße\n\x85 "})
    kept.keep([whole])
    os.write(kept._file, b'\n[8, "lease", {"handed_o')
    kept.keep([whole])
    for nonsense in (
        b"\n\xff\n",
        b"\n[]\n",
        b"\n[1, 2, 3]\n",
        b"\n{}\n",
        b'\n[1, "x", {"handed_over_at": 5}]\n',
    ):
        os.write(kept._file, nonsense)
    assert on_file() == [whole, whole]
    assert list(folder.iterdir()), "its worker lives"


def test_one_that_cannot_be_true_holds_up_nobody(post, nobody_lives, caplog):
    """A row that will not take it: logged, and everything else goes its way."""
    wrong, left, _ = claimed(3)

    def leave() -> None:
        several = Postmarks()
        several.keep([
            Postmark(wrong.pk, wrong.lease, handed_over(wrong).changes | {"priority": "no such column"}),
            Postmark(left.pk, left.lease, handed_over(left).changes),
        ])  # fmt: skip

    in_a_killed_process(leave)
    assert deliver(post) == 2
    assert sorted(post.recipients) == ["team0@example.com", "team2@example.com"]
    assert states() == ["handed_over"] * 3
    assert "could not be written into its row" in caplog.text


def test_a_file_that_was_cleared_away_before_it_was_locked_is_made_anew(folder, monkeypatch):
    """A reader may come between the two, and find a file that nobody has locked."""
    lock = postmarks._lock

    def read_first(file: int, how: int = 0) -> bool:
        monkeypatch.setattr(postmarks, "_lock", lock)
        assert on_file() == []
        return lock(file, how)

    monkeypatch.setattr(postmarks, "_lock", read_first)
    kept = Postmarks()
    assert kept.keep([Postmark(7, "lease", {"handed_over_at": timezone.now()})])
    assert len(on_file()) == 1


def test_a_file_that_was_taken_away_is_made_anew(folder):
    """Whoever tidies the data folder up while a worker lives: what is kept must be found again."""
    kept, mark = Postmarks(), Postmark(7, "lease", {"handed_over_at": timezone.now()})
    kept.keep([mark])
    shutil.rmtree(folder)
    assert kept.keep([mark])
    assert on_file() == [mark]


def test_a_disk_without_locks_takes_no_postmark_and_keeps_no_file_open(folder, monkeypatch, caplog):
    """Nobody could tell a living worker's file from a dead one's. Said once."""
    monkeypatch.setattr(postmarks, "_lock", no_locks)
    kept, open_before = Postmarks(), len(os.listdir("/proc/self/fd"))
    assert not any(kept.keep([Postmark(7, "lease", {"handed_over_at": timezone.now()})]) for _ in range(3))
    assert len(os.listdir("/proc/self/fd")) == open_before
    assert not list(folder.iterdir())
    assert caplog.text.count("cannot be put on file") == 1


def no_locks(file, how=0):
    raise OSError(37, "No locks available")


def test_half_a_line_is_no_postmark(monkeypatch):
    monkeypatch.setattr(postmarks.os, "write", lambda file, lines: len(lines) - 1)
    assert not Postmarks().keep([Postmark(7, "lease", {"handed_over_at": timezone.now()})])


def test_a_file_that_cannot_be_emptied_disturbs_nobody(folder, monkeypatch):
    """The rows are written; what stays in the file is true already."""
    monkeypatch.setattr(postmarks.os, "ftruncate", full)
    letter, *_ = claimed(1)
    BatchingOutcomeWriter().add(handed_over(letter))
    assert states() == ["handed_over"]


def test_what_cannot_be_believed_now_stays_on_file(folder):
    """The database is away, or takes only questions: the messages must not be forgotten for that."""
    letters = claimed(2)
    in_a_killed_process(lambda: give_without_database(letters))
    for error in (StoreBusy, InternalError, OSError, MemoryError):
        with pytest.MonkeyPatch.context() as away:
            away.setattr(kit_outcomes, "durable", raiser(error))
            with pytest.raises(error):
                outcomes.write_postmarks_to_rows()
        assert states() == ["sending"] * 2
    outcomes.write_postmarks_to_rows()
    assert states() == ["handed_over"] * 2
    assert not list(folder.iterdir())


def raiser(error: type[Exception]) -> Callable[[], None]:
    def durable():
        raise error

    return durable


def test_a_database_that_only_answers_questions_takes_no_outcome_with_it():
    """PostgreSQL says read-only with another error than away; it is the database all the same."""
    several = BatchingOutcomeWriter()
    with pytest.MonkeyPatch.context() as busy:
        busy.setattr(kit_outcomes, "durable", raiser(InternalError))
        with pytest.raises(InternalError):
            several.add(handed_over(*claimed(1)))
    several.write()
    assert states() == ["handed_over"]


def test_a_worker_that_begins_tidies_up_what_a_dead_one_left(folder):
    """Killed between the commit and the emptied file: what customers were sent must not lie there for good."""
    (letter,) = claimed(1)
    in_a_killed_process(lambda: give_without_database([letter]))
    Message.objects.update(state="handed_over", lease="", text="as it was sent")
    pumps()["housekeeping"](timezone.now())
    assert not list(folder.iterdir())
    assert Message.objects.get().text == "as it was sent"


def test_nothing_is_ever_neither_on_file_nor_written(folder, monkeypatch):
    """One thread hands over, another writes: a kill between any two steps finds each message in one of the two."""
    written: set[int] = set()
    monkeypatch.setattr(outcomes, "write", lambda given: written.update(each.row.pk for each in given))
    several, given, ended = BatchingOutcomeWriter(), set(), threading.Event()

    def write_all_the_time() -> None:
        while not ended.is_set():
            several.write()

    several(timezone.now())
    thread = threading.Thread(target=write_all_the_time)
    thread.start()
    try:
        for pk in range(1000):
            given.add(pk)
            several.add(
                Outcome(Message(pk=pk), "lease", {"state": "handed_over", "handed_over_at": timezone.now()})
            )
            there = {mark.message_pk for mark in on_file()}  # read before what was written is looked at
            assert given <= there | written
    finally:
        ended.set()
        thread.join()
