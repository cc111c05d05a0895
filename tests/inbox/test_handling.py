"""Inbox items are kept once, handled in their turn, and never lost between two processes (F3, I4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.faces.cli import health
from kept.faces.cli.main import main
from kept.inbox import handling
from kept.inbox.handling import MOST_TRIES, Ignore, InboxConsumer, NotYet
from kept.inbox.models import InboxItem, Source
from kept.inbox.writes import KEPT_FOR, delete_old_items, store_item
from tests.rig.inbox import handle_items

pytestmark = pytest.mark.django_db
State = InboxItem.State


def store_one(source_id: str = "1", body: bytes = b"\x00\xffraw") -> bool:
    return store_item(
        source=Source.MAIL, source_id=source_id, body=body, headers={"A": "b"}, now=timezone.now()
    )


def handled_by(monkeypatch: pytest.MonkeyPatch, handler) -> None:
    monkeypatch.setattr(handling, "_handlers", {Source.MAIL: handler})


def drain(clock) -> int:
    """Handle until nothing waits, however long that takes."""
    turns = 0
    while InboxItem.objects.filter(state=State.QUEUED).exists():
        handle_items(timezone.now())
        clock.shift(timedelta(minutes=15))
        turns += 1
    return turns


def test_it_is_kept_as_it_came_and_once():
    assert store_one()
    assert not store_one(body=b"another under the same id")
    item = InboxItem.objects.get()
    assert (bytes(item.body), item.headers, item.received_at) == (b"\x00\xffraw", {"A": "b"}, timezone.now())
    assert (item.state, item.store_id) == (State.QUEUED, None)


def test_the_same_id_of_another_source_is_another_thing():
    store_one()
    assert store_item(source=Source.MAILGUN, source_id="1", body=b"", headers={}, now=timezone.now())


def test_each_is_handled_once_in_the_order_in_which_it_came(monkeypatch):
    seen: list[str] = []
    handled_by(monkeypatch, lambda item, now: seen.append(item.source_id))
    ids = [str(number) for number in range(InboxConsumer.batch + 5)]
    for each in ids:
        store_one(each)
    assert [handle_items(timezone.now()) for _ in range(3)] == [InboxConsumer.batch, 5, 0]
    assert seen == ids
    assert set(InboxItem.objects.values_list("state", "handled_at")) == {(State.HANDLED, timezone.now())}


def test_what_concerns_nobody_is_ignored_with_the_reason(monkeypatch):
    def ignore(item, now):
        raise Ignore("It is a holiday greeting.")

    handled_by(monkeypatch, ignore)
    store_one()
    handle_items(timezone.now())
    item = InboxItem.objects.get()
    assert (item.state, item.last_error, item.attempts) == (State.IGNORED, "It is a holiday greeting.", 1)


@pytest.mark.parametrize("trouble", [NotYet("not yet"), RuntimeError("the roof is leaking")])
def test_what_goes_wrong_is_tried_again_and_holds_up_nobody(monkeypatch, clock, trouble: Exception):
    seen: list[str] = []

    def handle(item, now):
        seen.append(item.source_id)
        if seen == ["1"]:
            raise trouble

    handled_by(monkeypatch, handle)
    store_one("1")
    store_one("2")
    handle_items(timezone.now())
    assert seen == ["1", "2"]
    first = InboxItem.objects.get(source_id="1")
    assert first.state == State.QUEUED
    assert str(trouble) in first.last_error
    drain(clock)
    first.refresh_from_db()
    assert (seen, first.state, first.last_error) == (["1", "2", "1"], State.HANDLED, "")


def test_what_can_never_be_handled_waits_for_a_person(monkeypatch, clock, capsys):
    def stumble(item, now):
        raise ValueError("no such shape")

    handled_by(monkeypatch, stumble)
    store_one()
    assert drain(clock) == MOST_TRIES
    item = InboxItem.objects.get()
    assert (item.state, item.last_error) == (State.FAILED, "ValueError: no such shape")
    finding = health._inbox()
    assert not finding.ok
    assert "1 items could not be handled, the newest from mail: ValueError: no such shape" in finding.message
    assert main(["inbox"]) == 1
    assert "mail, 2" in capsys.readouterr().out
    handled_by(monkeypatch, lambda item, now: None)
    assert main(["inbox", "--retry"]) == 0
    handle_items(timezone.now())
    assert InboxItem.objects.get().state == State.HANDLED
    assert health._inbox().ok
    assert main(["inbox"]) == 0


def test_what_kills_its_workers_is_not_handled_for_ever(monkeypatch):
    def never(item, now):
        raise AssertionError("it kills")

    handled_by(monkeypatch, never)
    store_one()
    InboxItem.objects.update(attempts=MOST_TRIES)
    handle_items(timezone.now())
    item = InboxItem.objects.get()
    assert (item.state, item.last_error) == (State.FAILED, "Each worker that handled it died.")


def test_what_is_done_goes_after_a_month_and_what_is_not_stays(clock):
    for number, state in enumerate(State):
        store_one(str(number))
        InboxItem.objects.filter(source_id=str(number)).update(state=state)
    clock.shift(KEPT_FOR)
    assert delete_old_items(timezone.now()) == 0
    clock.shift(timedelta(seconds=1))
    assert delete_old_items(timezone.now()) == 2
    assert set(InboxItem.objects.values_list("state", flat=True)) == {
        State.QUEUED,
        State.SENDING,
        State.FAILED,
    }
