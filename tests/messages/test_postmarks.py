"""A letter that has left is not sent again because its worker died before the row knew (I4, reliability rule 7)."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError

from kept.adapters.smtp import Mailer
from kept.kit import due
from kept.kit.due import Watch
from kept.messages import outbox, outcomes, receipts
from kept.messages.delivery import Delivery
from kept.messages.models import Message
from kept.messages.outcomes import Outcomes
from kept.messages.receipts import Receipt, Receipts, read_all
from tests.factory import NOW
from tests.messages.test_outcomes import busy_database, claimed, handed_over, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the receipts are, for this test alone."""
    monkeypatch.setattr(receipts, "_folder", lambda: tmp_path / "receipts")
    return tmp_path / "receipts"


@pytest.fixture
def nobody_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every lease was left behind, whoever made it."""
    monkeypatch.setattr(due, "_this_process", Watch())
    monkeypatch.setattr(due, "is_dead", lambda lease: True)


def in_a_killed_process(do: Callable[[], object]) -> None:
    """Do this in a fork that is killed right after it."""
    child = os.fork()
    if child == 0:
        try:
            do()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def give_without_database(letters: list[Message]) -> Outcomes:
    """They leave while nothing can be written into their rows."""
    several = Outcomes()
    with pytest.MonkeyPatch.context() as busy:
        busy.setattr(outcomes, "durable", busy_database)
        for letter in letters:
            with pytest.raises(outcomes.OperationalError):
                several.give(handed_over(letter))
    return several


def on_file() -> list[Receipt]:
    found: list[Receipt] = []
    read_all(found.extend)
    return found


def deliver(post) -> int:
    """How many a new worker dealt with in its first turn."""
    mailer = Mailer(post.smtp())
    try:
        return Delivery(mailer).deliver(NOW)
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
    assert (left.message_id, left.text, left.handed_over_at) == ("<m@shop.example>", "Text", NOW)
    assert not list(folder.iterdir()), "the dead one's file has served"


def test_control_without_its_receipt_it_is_sent_again(post, nobody_lives, monkeypatch):
    monkeypatch.setattr(Receipts, "keep", lambda self, kept: True)
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
    several = Outcomes()
    for letter in claimed(3):
        several.give(handed_over(letter))
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
    assert [receipt.message_pk for receipt in on_file()] == [letter.pk for letter in letters]
    assert not list(folder.iterdir())


def test_only_a_letter_that_has_left_is_on_file():
    """One that is to be tried again is tried again; there is nothing to remember."""
    refused, waiting, left = claimed(3)
    several = Outcomes()
    with pytest.MonkeyPatch.context() as busy:
        busy.setattr(outcomes, "durable", busy_database)
        with pytest.raises(outcomes.OperationalError):
            several.give(
                outbox.failed(refused, None, "", why="No such address."),
                outbox.put_back(waiting, until=NOW),
                handed_over(left),
            )
    assert [receipt.message_pk for receipt in on_file()] == [left.pk]


def test_a_disk_that_takes_no_receipt_has_each_written_at_once(monkeypatch):
    """Then nothing but the row remembers it."""
    several = Outcomes()
    several(NOW)
    several._written_at = several._clock()  # a moment ago: the outcomes of a few would share a commit
    first, second = claimed(2)
    several.give(handed_over(first))
    assert states() == ["sending"] * 2
    monkeypatch.setattr(receipts.os, "write", full)
    several.give(handed_over(second))
    assert states() == ["handed_over"] * 2


def full(file, lines):
    raise OSError(28, "No space left on device")


def test_a_line_written_by_half_spoils_no_other(folder):
    """The disk was full in the middle, or the process was killed there."""
    kept = Receipts()
    whole = Receipt(7, "lease", {"handed_over_at": NOW, "text": "Grüße\n\x85 "})
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
        several = Receipts()
        several.keep([
            Receipt(wrong.pk, wrong.lease, handed_over(wrong).changes | {"text": None}),
            Receipt(left.pk, left.lease, handed_over(left).changes),
        ])  # fmt: skip

    in_a_killed_process(leave)
    assert deliver(post) == 2
    assert sorted(post.recipients) == ["team0@example.com", "team2@example.com"]
    assert states() == ["handed_over"] * 3
    assert IntegrityError.__name__ in caplog.text


def test_an_empty_file_is_left_to_whoever_is_about_to_lock_it(folder):
    folder.mkdir()
    new, old = folder / "here-new", folder / "here-old"
    new.touch()
    old.touch()
    os.utime(old, (1, 1))
    assert on_file() == []
    assert list(folder.iterdir()) == [new]
