"""Whoever works has seen the newest version before the work goes on (A5)."""

import importlib
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from kept.journal.models import Entry
from kept.kit.refusals import NotAllowed, NotFound
from kept.orders.actions.accept_version import accept_version
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.place_order import Placed
from kept.orders.actions.resume_order import resume_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.preview import preview_change
from kept.orders.lifecycle import waits_for_acceptance
from kept.orders.models import Order
from kept.orders.queries import Begun, begun_by
from kept.orders.refusals import NotAccepted, NothingToAccept, SomebodyWasFaster
from kept.stores.actor import Actor, Kind, holder
from kept.stores.models import Store
from kept.stores.roles import May, Role
from tests.rig.crowd import at_once
from tests.rig.factory import a_person, a_store, an_actor, an_order, change, pieces

pytestmark = pytest.mark.django_db


def now_is(placed: Placed) -> Order:
    return Order.objects.get(pk=placed.order.pk)


def accepted(placed: Placed) -> list[tuple[str, dict[str, Any]]]:
    entries = Entry.objects.filter(order_id=placed.order.pk, name="order.version_accepted").order_by("id")
    return [(entry.actor_name, entry.data) for entry in entries]


def test_work_that_had_begun_waits_until_somebody_accepts_the_newer_version(
    store: Store, mia: Actor, ben: Actor
) -> None:
    placed = an_order(store)
    act = {"number": placed.order.number, "now": timezone.now()}
    advance_order(actor=ben, **act)
    change(mia, placed, 5)
    for actor in (ben, mia):
        with pytest.raises(NotAccepted, match="the current version is 2") as refused:
            advance_order(actor=actor, **act)
        assert (refused.value.status, refused.value.facts) == (409, {"seen": 1, "now": 2})
    assert now_is(placed).status == "preparing"

    accept_version(actor=ben, version=2, **act)
    assert accepted(placed) == [(ben.name, {"number": placed.order.number, "version": 2, "before": 1})]
    assert advance_order(actor=ben, **act).status == "ready"


def test_a_change_before_the_work_begins_asks_nothing_of_anybody(
    store: Store, mia: Actor, ben: Actor
) -> None:
    placed = an_order(store)
    change(mia, placed, 5)
    assert not waits_for_acceptance(now_is(placed))
    advance_order(actor=ben, number=placed.order.number, now=timezone.now())
    assert advance_order(actor=ben, number=placed.order.number, now=timezone.now()).status == "ready"


def test_who_alone_works_on_it_and_changes_it_knows(store: Store, mia: Actor) -> None:
    placed = an_order(store)
    advance_order(actor=mia, number=placed.order.number, now=timezone.now())
    change(mia, placed, 5)
    assert now_is(placed).accepted_version == 2
    assert advance_order(actor=mia, number=placed.order.number, now=timezone.now()).status == "ready"


def test_when_a_colleague_works_on_it_too_the_change_waits_for_a_yes(
    store: Store, mia: Actor, ben: Actor
) -> None:
    placed = an_order(store)
    advance_order(actor=mia, number=placed.order.number, now=timezone.now())
    advance_order(actor=ben, number=placed.order.number, now=timezone.now())
    assert waits_for_acceptance(change(mia, placed, 5))


def test_of_a_program_nobody_can_say_what_it_knows(store: Store) -> None:
    till = Actor(Kind.KEY, store.pk, "Till", frozenset(May), id=7)
    placed = an_order(store)
    advance_order(actor=till, number=placed.order.number, now=timezone.now())
    assert waits_for_acceptance(change(till, placed, 5))


def test_a_person_is_not_taken_for_the_program_with_the_same_id(store: Store, mia: Actor) -> None:
    till = Actor(Kind.KEY, store.pk, mia.name, frozenset(May), id=mia.id)
    placed = an_order(store)
    advance_order(actor=till, number=placed.order.number, now=timezone.now())
    assert waits_for_acceptance(change(mia, placed, 5))


def test_hold_step_back_and_cancel_stay_possible_and_going_on_does_not(
    store: Store, mia: Actor, ben: Actor
) -> None:
    held, back, off = (an_order(store) for _ in range(3))
    for placed in (held, back, off):
        advance_order(actor=ben, number=placed.order.number, now=timezone.now())
        change(mia, placed, 5)
    hold_order(actor=ben, number=held.order.number, why="Rain", now=timezone.now())
    with pytest.raises(NotAccepted):
        resume_order(actor=ben, number=held.order.number, now=timezone.now())
    accept_version(actor=ben, number=held.order.number, version=2, now=timezone.now())
    assert resume_order(actor=ben, number=held.order.number, now=timezone.now()).status == "preparing"

    # Back at its beginning it begins anew, by the version that stands then.
    step_back_order(actor=ben, number=back.order.number, now=timezone.now())
    assert not waits_for_acceptance(now_is(back))
    assert advance_order(actor=ben, number=back.order.number, now=timezone.now()).accepted_version == 2

    cancel_order(actor=mia, number=off.order.number, now=timezone.now())
    assert not waits_for_acceptance(now_is(off))
    with pytest.raises(NothingToAccept, match="No version"):
        accept_version(actor=ben, number=off.order.number, version=2, now=timezone.now())


def test_what_was_changed_on_hold_waits_too(store: Store, mia: Actor, ben: Actor) -> None:
    placed = an_order(store)
    advance_order(actor=ben, number=placed.order.number, now=timezone.now())
    hold_order(actor=ben, number=placed.order.number, why="Rain", now=timezone.now())
    preview = preview_change(actor=mia, number=placed.order.number, change=pieces(5), now=timezone.now())
    assert (preview.plan.begun, preview.waits) == (True, True)
    assert waits_for_acceptance(change(mia, placed, 5))


def test_only_the_newest_version_is_accepted_and_once(store: Store, mia: Actor, ben: Actor) -> None:
    placed = an_order(store)
    number = placed.order.number
    with pytest.raises(NothingToAccept, match="No version"):
        accept_version(actor=ben, number=number, version=1, now=timezone.now())
    advance_order(actor=ben, number=number, now=timezone.now())
    change(mia, placed, 5)
    change(mia, placed, 6)
    for version in (1, 2, 4, 0, -1):
        with pytest.raises(NothingToAccept, match="newer version") as refused:
            accept_version(actor=ben, number=number, version=version, now=timezone.now())
        assert refused.value.facts == {"seen": version, "now": 3}
    with pytest.raises(SomebodyWasFaster):
        accept_version(actor=ben, number=number, version=3, seen=1, now=timezone.now())
    first = accept_version(actor=ben, number=number, version=3, now=timezone.now())
    again = accept_version(actor=mia, number=number, version=3, now=timezone.now())
    assert first.revision == again.revision
    assert [name for name, _data in accepted(placed)] == [ben.name]


def test_strangers_other_stores_and_other_roles_accept_nothing(store: Store, mia: Actor, ben: Actor) -> None:
    placed = an_order(store)
    advance_order(actor=ben, number=placed.order.number, now=timezone.now())
    change(mia, placed, 5)
    facts = {"number": placed.order.number, "version": 2, "now": timezone.now()}
    with pytest.raises(NotFound):
        accept_version(actor=an_actor(a_store()), **facts)
    customer = holder(store.pk, placed.order.pk, "Anna Berg")
    for actor in (an_actor(store, Role.ACCOUNTANT), customer):
        with pytest.raises(NotAllowed):
            accept_version(actor=actor, **facts)
    assert waits_for_acceptance(now_is(placed))
    assert accept_version(actor=an_actor(store, Role.FULFILMENT), **facts).accepted_version == 2


def test_the_preview_names_who_has_begun_and_since_when(store: Store, mia: Actor, ben: Actor) -> None:
    """A4: from the journal, first come first; a step back to the beginning ends it."""
    placed = an_order(store)
    number, later = placed.order.number, timezone.now() + timedelta(minutes=20)
    facts = {"number": number, "change": pieces(5), "now": later}
    assert preview_change(actor=mia, **facts).begun_by == ()
    advance_order(actor=mia, number=number, now=timezone.now())
    step_back_order(actor=mia, number=number, now=timezone.now())
    assert begun_by(now_is(placed)) == []
    advance_order(actor=ben, number=number, now=timezone.now())
    advance_order(actor=mia, number=number, now=later)
    preview = preview_change(actor=mia, **facts)
    assert preview.begun_by == (
        Begun("staff", ben.id, ben.name, timezone.now()),
        Begun("staff", mia.id, mia.name, later),
    )
    assert preview.waits
    nothing = preview_change(actor=mia, number=number, change=pieces(2), now=later)
    assert not nothing.waits


def test_what_was_under_way_before_this_existed_goes_by_the_version_that_stands(
    store: Store, mia: Actor
) -> None:
    """The migration: nobody has to accept after the fact, and what has not begun still has not."""
    begun, held, untouched = (an_order(store) for _ in range(3))
    for placed in (begun, held):
        change(mia, placed, 5)
        advance_order(actor=mia, number=placed.order.number, now=timezone.now())
    hold_order(actor=mia, number=held.order.number, why="Rain", now=timezone.now())
    hold_order(actor=mia, number=untouched.order.number, why="Rain", now=timezone.now())
    Order.objects.update(accepted_version=0)
    importlib.import_module("kept.orders.migrations.0005_the_version_that_work_goes_by").fill(apps, None)
    assert [now_is(placed).accepted_version for placed in (begun, held, untouched)] == [2, 2, 0]


@pytest.mark.django_db(transaction=True)
def test_a_yes_to_version_two_never_counts_for_version_three() -> None:
    """Accepting and changing at the same moment: whoever comes first, nobody works by what nobody has seen."""
    store = a_store()
    mia, ben = a_person(store)[1], a_person(store, Role.FULFILMENT)[1]
    for _ in range(4):
        placed = an_order(store)
        number = placed.order.number
        advance_order(actor=ben, number=number, now=timezone.now())
        change(mia, placed, 5)
        said, changed = at_once(
            [
                partial(accept_version, actor=ben, number=number, version=2, now=timezone.now()),
                partial(
                    change_order,
                    actor=mia,
                    number=number,
                    seen_version=2,
                    change=pieces(6),
                    channel="desk",
                    now=timezone.now(),
                ),
            ]
        )  # fmt: skip
        assert not isinstance(changed, Exception)
        assert isinstance(said, NothingToAccept | Order)
        order = now_is(placed)
        assert (order.version, waits_for_acceptance(order)) == (3, True)
        assert order.accepted_version == (1 if isinstance(said, NothingToAccept) else 2)
        with pytest.raises(NotAccepted):
            advance_order(actor=ben, number=number, now=timezone.now())
