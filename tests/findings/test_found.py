"""Everything that waits for a person is one finding, opened where it was found and ended when it is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.findings.actions.settle_finding import settle_finding
from kept.findings.events import FindingOpened, FindingSettled
from kept.findings.kinds import MESSAGE_FAILED
from kept.findings.models import Ending, Finding, State, Subject
from kept.findings.refusals import AlreadySettled
from kept.findings.steps import open_finding, settle_finding_of
from kept.journal.models import Entry
from kept.kit.transactions import durable
from kept.stores.actor import system
from kept.stores.models import Store
from tests.rig.crowd import at_once
from tests.rig.factory import a_store, an_actor
from tests.rig.findings import a_finding

pytestmark = pytest.mark.django_db
SUBJECT = Subject("message", 47)


def find(store: Store, **more: object) -> Finding:
    with durable():
        return open_finding(
            MESSAGE_FAILED, SUBJECT, why={"tries": 1}, actor=system(store.pk), now=timezone.now(), **more
        )


def test_it_says_what_since_when_why_and_until_when(store: Store) -> None:
    finding = Finding.objects.get(pk=find(store, order_id=7).pk)
    assert (finding.kind, finding.subject_kind, finding.subject_id) == ("message_failed", "message", 47)
    assert (finding.state, finding.order_id, finding.owner, finding.why) == (
        State.OPEN,
        7,
        None,
        {"tries": 1},
    )
    assert finding.since == finding.last_found_at == timezone.now()
    assert finding.due_at == timezone.now() + MESSAGE_FAILED.due_in
    entry = Entry.objects.of(FindingOpened).get()
    assert (entry.store_id, entry.order_id, entry.actor_kind) == (store.pk, 7, "system")
    assert entry.data == {
        "finding_id": finding.pk, "kind": "message_failed", "subject_kind": "message", "subject_id": 47,
        "previous": None,
    }  # fmt: skip


def test_the_same_found_twice_is_one(store: Store, clock) -> None:
    first, begun = find(store), timezone.now()
    clock.shift(timedelta(hours=3))
    again = find(store)
    finding = Finding.objects.get()
    assert first.pk == again.pk == finding.pk
    assert (finding.times_found, finding.since, finding.last_found_at) == (2, begun, timezone.now())
    assert finding.due_at == begun + MESSAGE_FAILED.due_in
    assert Entry.objects.of(FindingOpened).count() == 1


def test_the_same_of_another_store_is_another(store: Store) -> None:
    assert find(store).pk != find(a_store()).pk


def test_found_again_after_it_was_settled_it_is_a_new_one_that_names_the_one_before(store: Store) -> None:
    first = find(store)
    settle_finding(actor=an_actor(store), finding_id=first.pk, reason="Rang them", now=timezone.now())
    second = find(store)
    assert second.pk != first.pk
    assert Finding.objects.get(pk=second.pk).previous_id == first.pk
    newest = Entry.objects.of(FindingOpened).latest("pk")
    assert newest.data["previous"] == first.pk


def test_what_is_over_by_itself_is_settled_and_says_how(store: Store) -> None:
    find(store, order_id=7)
    with durable():
        settle_finding_of(
            MESSAGE_FAILED, SUBJECT, ending=Ending.HANDED_OVER, actor=system(store.pk), now=timezone.now()
        )
    finding = Finding.objects.get()
    assert (finding.state, finding.ending, finding.reason) == (State.SETTLED, Ending.HANDED_OVER, "")
    assert (finding.decided_by, finding.settled_at) == ("Kept", timezone.now())
    entry = Entry.objects.of(FindingSettled).get()
    assert (entry.order_id, entry.data["ending"]) == (7, "handed_over")


def test_what_was_never_found_is_not_settled(store: Store) -> None:
    find(a_store())
    with durable():
        found = settle_finding_of(
            MESSAGE_FAILED, SUBJECT, ending=Ending.MERGED, actor=system(store.pk), now=timezone.now()
        )
    assert found is None
    assert not Entry.objects.of(FindingSettled).exists()


def test_an_ending_that_the_kind_does_not_know_is_a_mistake(store: Store) -> None:
    with durable(), pytest.raises(ValueError, match="does not end with"):
        settle_finding_of(
            MESSAGE_FAILED, SUBJECT, ending=Ending.INVITATION_OVER, actor=system(store.pk), now=timezone.now()
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_find_the_same_at_once_open_one() -> None:
    store = a_store()
    first, second = at_once([lambda: find(store)] * 2)
    assert first == second == Finding.objects.get()
    assert Finding.objects.get().times_found == 2
    assert Entry.objects.of(FindingOpened).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_the_same_at_once_settle_it_once() -> None:
    store = a_store()
    finding = a_finding(store)

    def settle() -> Finding:
        return settle_finding(
            actor=an_actor(store), finding_id=finding.pk, reason="Rang them", now=timezone.now()
        )

    assert {type(answer) for answer in at_once([settle] * 2)} == {Finding, AlreadySettled}
    assert Entry.objects.of(FindingSettled).count() == 1
