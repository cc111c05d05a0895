"""Events cause things: what a reaction records happens in the same transaction, in its turn, once, or not at all."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.journal import reactions
from kept.journal import record as journal
from kept.journal.events import Event, Happened
from kept.journal.models import Entry
from kept.journal.reactions import Reactions, merge_stories, on, story
from kept.journal.record import MOST_CAUSED, EventLoop, record
from kept.kit.queue import AT_ONCE, NewRow
from kept.kit.transactions import durable
from kept.messages.models import Message
from kept.stores.actor import system
from kept.stores.models import Store

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event[Store]):
    """The bell rang."""

    name = "bell.rang"
    schema = 1

    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event[Store]):
    """Somebody opened the door."""

    name = "door.opened"
    schema = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Event[Store]):
    """A guest came in."""

    name = "guest.entered"
    schema = 1


def then(*events: Event[Store]) -> Callable[[Happened[Event[Store]]], None]:
    """A reaction that records these."""

    def reaction(happened: Happened[Event[Store]]) -> None:
        record(*events, actor=happened.actor, now=happened.at, subject=happened.subject)

    return reaction


def nothing(_happened: Happened[Event[Store]]) -> list[NewRow]:
    return []


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def plant(*rows: Reactions) -> None:
        table = merge_stories([story("Planted", *rows)], tell_programs=nothing)
        monkeypatch.setattr(reactions, "_table", table)

    return plant


def happen(store: Store, *events: Event[Store]) -> None:
    """One action that records these."""
    with durable():
        record(*events, actor=system(store.pk), now=timezone.now(), subject=store)


def recorded() -> list[str]:
    return [entry.name for entry in Entry.objects.order_by("id")]


def names(*events: type[Event]) -> list[str]:
    return [event.name for event in events]


def test_what_a_reaction_records_happens_in_its_turn_and_once(store: Store, planted):
    """First in, first out: both events of the action, then what the first caused, then what that caused."""
    order: list[str] = []

    def seen(happened: Happened[Event[Store]]) -> None:
        order.append(f"{happened.event.name} {Entry.objects.count()}")

    planted(
        on(Rang, does=(seen, then(Opened()))),
        on(Opened, does=(then(Entered()), seen)),
        on(Entered, does=(seen,)),
    )
    happen(store, Rang(), Rang(times=2))
    assert recorded() == names(Rang, Rang, Opened, Opened, Entered, Entered)
    # With as many entries in the journal as there were when it ran.
    assert order == [
        "bell.rang 2", "bell.rang 2", "door.opened 3", "door.opened 4", "guest.entered 5", "guest.entered 6",
    ]  # fmt: skip


def test_what_was_caused_stands_with_the_actor_the_time_and_the_subject_it_was_given(store: Store, planted):
    subjects: list[Store] = []
    planted(
        on(Rang, does=(then(Opened()),)),
        on(Opened, does=(lambda happened: subjects.append(happened.subject),)),
    )
    happen(store, Rang())
    entry = Entry.objects.of(Opened).get()
    assert (entry.store_id, entry.actor_kind, entry.at) == (store.pk, "system", timezone.now())
    assert subjects == [store]


def test_a_reaction_that_fails_undoes_the_event_and_what_it_caused(store: Store, planted):
    def fail(happened: Happened[Event[Store]]) -> None:
        raise ZeroDivisionError

    planted(on(Rang, does=(then(Opened()),)), on(Opened, does=(fail,)), on(Entered))
    with pytest.raises(ZeroDivisionError):
        happen(store, Rang())
    assert recorded() == []
    happen(store, Entered())  # nothing of the transaction before is left in the queue
    assert recorded() == names(Entered)


def test_an_action_that_fails_after_recording_undoes_what_was_caused(store: Store, planted):
    planted(on(Rang, does=(then(Opened()),)), on(Opened))

    @durable()
    def fail() -> None:
        record(Rang(), actor=system(store.pk), now=timezone.now(), subject=store)
        assert recorded() == names(Rang, Opened)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert recorded() == []


@pytest.mark.parametrize("others", [0, 1, 3])
def test_events_that_record_each_other_are_refused_with_their_names(store: Store, planted, others: int):
    planted(
        on(Rang, does=(then(Opened()),)),
        on(Opened, does=(then(Rang(), *[Entered()] * others),)),
        on(Entered),
    )
    with pytest.raises(EventLoop) as refused:
        happen(store, Rang())
    said = "bell.rang → door.opened → bell.rang → door.opened"
    assert said in str(refused.value)
    assert str(MOST_CAUSED) in str(refused.value)
    assert recorded() == []


def test_a_reaction_that_swallows_errors_cannot_keep_a_loop_alive(store: Store, planted):
    ran: list[int] = []

    def stubborn(happened: Happened[Event[Store]]) -> None:
        ran.append(happened.id)
        try:
            then(Rang())(happened)
        except EventLoop:
            pytest.fail("the refusal reached the reaction")

    planted(on(Rang, does=(stubborn,)))
    with pytest.raises(EventLoop):
        happen(store, Rang())
    assert len(ran) == 1 + MOST_CAUSED


def test_many_events_of_one_action_are_no_loop(store: Store, planted):
    planted(on(Rang))
    happen(store, *[Rang()] * (MOST_CAUSED + 1))
    assert len(recorded()) == MOST_CAUSED + 1


def test_all_work_is_written_at_the_end_in_one_statement_for_each_kind(store: Store, planted):
    def tell(happened: Happened[Event[Store]]) -> list[NewRow]:
        assert not Message.objects.exists()
        row = {
            "store_id": store.pk, "kind": "invitation", "to": "staff", "channel": "email", "language": "en",
            "address": "mia@florist.example", "occasion": happened.event.name, "due_at": AT_ONCE,
            "queued_at": happened.at,
        }  # fmt: skip
        return [NewRow(Message, row)]

    planted(on(Rang, does=(then(Opened()),), tells=(tell,)), on(Opened, tells=(tell,)))
    with CaptureQueriesContext(connection) as asked:
        happen(store, Rang())
    assert list(Message.objects.order_by("id").values_list("occasion", flat=True)) == [
        "bell.rang", "door.opened",
    ]  # fmt: skip
    assert len([one for one in asked if one["sql"].startswith('INSERT INTO "message"')]) == 1


def test_outside_of_a_transaction_nothing_is_recorded(store: Store, planted):
    planted(on(Rang))
    with pytest.raises(RuntimeError):
        record(Rang(), actor=system(store.pk), now=timezone.now(), subject=store)


def test_an_event_that_stands_nowhere_is_refused(store: Store, planted):
    planted(on(Rang, does=(then(Opened()),)))
    with pytest.raises(KeyError):
        happen(store, Rang())
    assert recorded() == []


def test_a_queue_belongs_to_its_thread(store: Store, planted):
    """An event that another thread records while this one runs its reactions is none of theirs."""
    seen: list[object] = []

    def look_elsewhere(_happened: Happened[Event[Store]]) -> None:
        thread = threading.Thread(target=lambda: seen.append(journal._this_thread.queue))
        thread.start()
        thread.join()

    planted(on(Rang, does=(look_elsewhere,)))
    happen(store, Rang())
    assert seen == [None]


def test_an_event_stands_in_one_row_and_has_its_name_alone():
    with pytest.raises(ValueError, match="Rang stands in two rows"):
        merge_stories([story("One", on(Rang)), story("Two", on(Rang))], tell_programs=nothing)

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Knocked(Event[Store]):
        name = "bell.rang"
        schema = 1

    with pytest.raises(ValueError, match="Knocked and Rang have one name"):
        merge_stories([story("One", on(Rang), on(Knocked))], tell_programs=nothing)


def test_what_is_done_comes_before_what_is_told(store: Store, planted):
    order: list[str] = []

    def tell(_happened: Happened[Event[Store]]) -> list[NewRow]:
        order.append("tells")
        return []

    planted(on(Rang, tells=(tell,), does=(lambda _happened: order.append("does"),)))
    happen(store, Rang())
    assert order == ["does", "tells"]
