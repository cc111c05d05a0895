"""Settling, accepting, giving to somebody and taking back: by whoever may, with a reason, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kept.findings.actions.accept_finding import accept_finding
from kept.findings.actions.assign_finding import assign_finding
from kept.findings.actions.reopen_finding import reopen_finding
from kept.findings.actions.settle_finding import settle_finding
from kept.findings.events import FindingAssigned, FindingReopened, FindingSettled, FindingsReleased
from kept.findings.kinds import INVITATION_FAILED, MESSAGE_FAILED, FindingKind
from kept.findings.models import Finding, State, Subject
from kept.findings.queries import count_open, finding_for, is_open, reachable
from kept.findings.refusals import AlreadyOpen, AlreadySettled, BadDecision
from kept.findings.steps import open_finding
from kept.journal.models import Entry
from kept.kit.refusals import NotAllowed, NotFound, Refusal
from kept.kit.transactions import durable
from kept.stores.actions.remove_staff import remove_staff
from kept.stores.actor import Actor, buyer, system
from kept.stores.models import Staff, Store
from kept.stores.roles import Role
from tests.rig.factory import a_person, a_store, an_actor

pytestmark = pytest.mark.django_db
Act = Callable[..., Finding]
TOMORROW = timedelta(days=1)


@pytest.fixture
def finding(store: Store) -> Finding:
    return found(store)


def found(store: Store, kind: FindingKind = MESSAGE_FAILED, subject: int = 47) -> Finding:
    with durable():
        return open_finding(
            kind, Subject("message", subject), why={}, actor=system(store.pk), now=timezone.now(), order_id=7
        )


def settle(actor: Actor, finding: Finding, reason: str = "Rang them", **_more: Any) -> Finding:
    return settle_finding(actor=actor, finding_id=finding.pk, reason=reason, now=timezone.now())


def accept(actor: Actor, finding: Finding, *, until: timedelta = TOMORROW, reason: str = "Away") -> Finding:
    now = timezone.now()
    return accept_finding(actor=actor, finding_id=finding.pk, until=now + until, reason=reason, now=now)


def assign(actor: Actor, finding: Finding, staff_id: int | None = None) -> Finding:
    return assign_finding(actor=actor, finding_id=finding.pk, staff_id=staff_id, now=timezone.now())


def reopen(actor: Actor, finding: Finding) -> Finding:
    return reopen_finding(actor=actor, finding_id=finding.pk, now=timezone.now())


ACTS = [settle, accept, assign, reopen]


def now_is(finding: Finding) -> Finding:
    return Finding.objects.get(pk=finding.pk)


def test_it_is_settled_with_a_reason_and_a_name(mia: Actor, finding: Finding) -> None:
    settle(mia, finding, "  Rang them,\n the number was right ")
    row = now_is(finding)
    assert (row.state, row.ending, row.reason) == (
        State.SETTLED,
        "by_hand",
        "Rang them, the number was right",
    )
    assert (row.decided_by, row.decided_at, row.settled_at) == (mia.name, timezone.now(), timezone.now())
    entry = Entry.objects.of(FindingSettled).get()
    assert (entry.actor_id, entry.order_id) == (mia.id, 7)
    assert entry.data["reason"] == "Rang them, the number was right"


@pytest.mark.parametrize("act", [settle, accept])
def test_without_a_reason_nothing_is_decided(mia: Actor, finding: Finding, act: Act) -> None:
    with pytest.raises(BadDecision) as refusal:
        act(mia, finding, reason=" \n")
    assert refusal.value.facts["field"] == "reason"
    assert now_is(finding).state == State.OPEN


@pytest.mark.parametrize("act", [settle, accept, assign])
def test_what_is_settled_is_settled_once(mia: Actor, finding: Finding, act: Act) -> None:
    settle(mia, finding)
    with pytest.raises(AlreadySettled):
        act(mia, finding)
    assert Entry.objects.filter(name__startswith="finding.").count() == 2


def test_what_is_accepted_is_quiet_until_its_time_has_come_and_then_open_again(
    mia: Actor, finding: Finding, clock
) -> None:
    accept(mia, finding, until=timedelta(hours=2), reason="They are on a plane")
    row = now_is(finding)
    assert (row.state, row.reason, row.decided_by) == (State.ACCEPTED, "They are on a plane", mia.name)
    assert row.state_at(timezone.now()) == State.ACCEPTED
    assert count_open(timezone.now(), actor=mia) == (0, 0)
    clock.shift(timedelta(hours=2))
    assert row.state_at(timezone.now()) == State.OPEN
    assert row.is_back(timezone.now())
    assert count_open(timezone.now(), actor=mia) == (1, 0)
    accept(mia, finding, until=TOMORROW)  # another time
    assert count_open(timezone.now(), actor=mia) == (0, 0)
    settle(mia, finding)
    assert now_is(finding).accepted_until is None


def test_what_is_found_again_while_it_is_accepted_stays_accepted(
    mia: Actor, store: Store, finding: Finding
) -> None:
    accept(mia, finding)
    found(store)
    row = now_is(finding)
    assert (row.state_at(timezone.now()), row.times_found) == (State.ACCEPTED, 2)


@pytest.mark.parametrize("until", [timedelta(0), -TOMORROW, timedelta(days=367)])
def test_accepting_needs_a_time_ahead(mia: Actor, finding: Finding, until: timedelta) -> None:
    with pytest.raises(BadDecision) as refusal:
        accept(mia, finding, until=until)
    assert refusal.value.facts["field"] == "until"


@pytest.mark.parametrize("decide", [settle, accept])
def test_a_decision_can_be_taken_back(mia: Actor, finding: Finding, decide: Act) -> None:
    decide(mia, finding)
    reopen(mia, finding)
    row = now_is(finding)
    assert (row.state, row.reopened, row.settled_at, row.accepted_until) == (State.OPEN, 1, None, None)
    assert (row.ending, row.reason, row.decided_by, row.decided_at) == ("", "", "", None)
    before = {settle: "settled", accept: "accepted"}[decide]
    assert Entry.objects.of(FindingReopened).get().data["before"] == before
    with pytest.raises(AlreadyOpen):
        reopen(mia, finding)


def test_what_was_found_anew_since_is_not_opened_twice(mia: Actor, store: Store, finding: Finding) -> None:
    settle(mia, finding)
    found(store)
    with pytest.raises(AlreadyOpen):
        reopen(mia, finding)
    assert now_is(finding).state == State.SETTLED
    assert Finding.objects.filter(is_open(timezone.now())).count() == 1


def test_somebody_sees_to_it_until_they_leave(mia: Actor, store: Store, finding: Finding) -> None:
    _ben, actor = a_person(store, Role.SUPPORT)
    place = Staff.objects.get(store=store, user_id=actor.id)
    assign(mia, finding, place.pk)
    assign(mia, finding, place.pk)
    assert now_is(finding).owner == place
    assert Entry.objects.of(FindingAssigned).get().data["staff_id"] == place.pk
    remove_staff(actor=mia, staff_id=place.pk, now=timezone.now())
    assert now_is(finding).owner is None
    released = Entry.objects.of(FindingsReleased).get().data
    assert released == {"staff_id": place.pk, "finding_ids": [finding.pk]}


def test_only_somebody_of_the_store_sees_to_it(mia: Actor, store: Store, finding: Finding) -> None:
    elsewhere = a_person(a_store())[1]
    gone = Staff.objects.create(
        store=store, user=a_person(a_store())[0], role="owner", active=False, joined_at=timezone.now()
    )
    for staff_id in (Staff.objects.get(user_id=elsewhere.id).pk, gone.pk, 10**9):
        with pytest.raises(NotFound):
            assign(mia, finding, staff_id)


@pytest.mark.parametrize("act", ACTS)
def test_foreign_and_absent_look_the_same(store: Store, finding: Finding, act: Act) -> None:
    elsewhere = an_actor(a_store())
    for actor, which in (
        (elsewhere, finding),
        (an_actor(store), Finding(pk=10**9)),
        (buyer(store.pk), finding),
    ):
        with pytest.raises(NotFound):
            act(actor, which)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", list(Role))
def test_only_who_can_do_something_about_it_decides(
    store: Store, finding: Finding, act: Act, role: Role
) -> None:
    actor = an_actor(store, role)
    may = actor.may(MESSAGE_FAILED.settle_with)
    try:
        act(actor, finding)
    except NotAllowed:
        assert not may
    except Refusal:
        assert may  # reopening what is open
    else:
        assert may


@pytest.mark.parametrize("role", list(Role))
def test_an_invitation_is_seen_by_whoever_invites(store: Store, role: Role) -> None:
    finding, actor = found(store, INVITATION_FAILED), an_actor(store, role)
    assert reachable(actor).filter(pk=finding.pk).exists() == (role == Role.OWNER)
    if role != Role.OWNER:
        with pytest.raises(NotFound):
            finding_for(actor, finding.pk)


def test_what_is_open_past_its_time_is_overdue(store: Store, mia: Actor, clock) -> None:
    late, accepted = found(store), found(store, subject=48)
    found(a_store())
    clock.shift(MESSAGE_FAILED.due_in + timedelta(minutes=1))
    found(store, subject=49)
    accept(mia, accepted)
    assert count_open(timezone.now(), actor=mia) == (2, 1)
    assert count_open(timezone.now()) == (3, 2)
    assert now_is(late).is_overdue(timezone.now())
    assert not now_is(accepted).is_overdue(timezone.now())
