"""The store's schedule is set by those who may, and promises follow at once (C5)."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.utils import timezone

from kept.journal.models import Entry
from kept.journal.reading import event_of
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.promises.actions.add_closure import add_closure
from kept.promises.actions.add_fulfilment_method import add_fulfilment_method
from kept.promises.actions.bring_back_fulfilment_method import bring_back_fulfilment_method
from kept.promises.actions.change_fulfilment_method import change_fulfilment_method
from kept.promises.actions.remove_closure import remove_closure
from kept.promises.actions.retire_fulfilment_method import retire_fulfilment_method
from kept.promises.actions.set_hours import set_hours
from kept.promises.events import FulfilmentMethodRetired
from kept.promises.inputs import FulfilmentMethodInput, WindowInput
from kept.promises.models import FulfilmentMethod
from kept.promises.refusals import BadSchedule, FulfilmentMethodTaken
from kept.promises.schedule import schedule_of
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.rig.factory import a_store, an_actor

pytestmark = pytest.mark.django_db

DAY = date(2031, 12, 24)
COURIER = FulfilmentMethodInput("delivery", "Courier", fee=650, pay_by=("transfer",), leaves_on=(4, 0))
SATURDAY = WindowInput(5, time(9), time(13))


def _of_the_store(actor):
    there = {"actor": actor, "now": timezone.now()}
    return [
        lambda: set_hours(hours=[SATURDAY], **there),
        lambda: add_closure(day=DAY, reason="Holiday", **there),
        lambda: remove_closure(day=DAY, **there),
        lambda: add_fulfilment_method(method_input=COURIER, **there),
    ]


def _of_a_fulfilment_method(actor, fulfilment_method_id):
    there = {"actor": actor, "fulfilment_method_id": fulfilment_method_id, "now": timezone.now()}
    return [
        lambda: change_fulfilment_method(method_input=COURIER, **there),
        lambda: retire_fulfilment_method(**there),
        lambda: bring_back_fulfilment_method(**there),
    ]


@pytest.mark.parametrize("role", [Role.FULFILMENT, Role.SUPPORT, Role.ACCOUNTANT])
def test_who_may_not_write_settings_is_refused(role):
    store = a_store()
    actor = an_actor(store, role)
    for attempt in [
        *_of_the_store(actor),
        *_of_a_fulfilment_method(actor, store.fulfilment_methods.first().pk),
    ]:
        with pytest.raises(NotAllowed):
            attempt()


def test_another_stores_ways_are_as_unknown_as_none():
    store = a_store()
    for fulfilment_method_id in (store.fulfilment_methods.first().pk, 987_654):
        for attempt in _of_a_fulfilment_method(an_actor(a_store()), fulfilment_method_id):
            with pytest.raises(NotFound):
                attempt()
    store.refresh_from_db()
    assert (store.revision, Entry.objects.count()) == (1, 0)


def test_the_rhythm_is_another_one_at_once_and_repeating_changes_nothing():
    store = a_store()
    schedule_of(store)
    manager = an_actor(store, Role.MANAGER)
    fulfilment_method_id = store.fulfilment_methods.get(code="post").pk
    steps = [*_of_the_store(manager), *_of_a_fulfilment_method(manager, fulfilment_method_id)]
    for count, attempt in enumerate(steps, start=1):
        attempt()
        assert Store.objects.get(pk=store.pk).revision == 1 + count
    assert Entry.objects.count() == len(steps)
    schedule = schedule_of(Store.objects.get(pk=store.pk))
    assert schedule.hours == {5: ((time(9), time(13)),)}
    assert (schedule.method("courier").fee, schedule.method("courier").leaves_on) == (650, frozenset({0, 4}))
    assert schedule.method("post").name == "Courier"
    for attempt in (steps[0], steps[4], steps[6]):
        attempt()
    assert Entry.objects.count() == len(steps)


def test_a_day_off_is_off_and_on_again():
    store = a_store()
    owner = an_actor(store)
    add_closure(actor=owner, day=DAY, reason="Holiday", now=timezone.now())
    assert schedule_of(Store.objects.get(pk=store.pk)).windows(DAY) == ()
    remove_closure(actor=owner, day=DAY, now=timezone.now())
    assert schedule_of(Store.objects.get(pk=store.pk)).windows(DAY)
    with pytest.raises(NotFound):
        remove_closure(actor=owner, day=DAY, now=timezone.now())


@pytest.mark.parametrize(
    "hours",
    [
        [WindowInput(0, time(9), time(9))],
        [WindowInput(0, time(12), time(9))],
        [WindowInput(7, time(9), time(12))],
        [WindowInput(0, time(9), time(12)), WindowInput(0, time(11), time(13))],
        [WindowInput(0, time(0, n), time(0, n + 1)) for n in range(43)],
    ],
)
def test_hours_that_no_clock_can_keep_are_refused(hours):
    store = a_store()
    with pytest.raises(BadSchedule):
        set_hours(actor=an_actor(store), hours=hours, now=timezone.now())
    assert store.openings.count() == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "x" * 81}, {"kind": "dragon"}, {"fee": -1}, {"fee": 10**15}, {"free_from": -1},
        {"days_least": 3, "days_most": 1}, {"days_most": 366}, {"leaves_on": (7,)}, {"pay_by": ()},
    ],
)  # fmt: skip
def test_a_way_that_cannot_be_used_is_refused(wrong):
    store = a_store()
    with pytest.raises(Invalid):
        add_fulfilment_method(
            actor=an_actor(store), method_input=replace(COURIER, **wrong), now=timezone.now()
        )
    assert FulfilmentMethod.objects.count() == 2


def test_a_code_is_one_ways():
    store = a_store()
    with pytest.raises(FulfilmentMethodTaken, match="post"):
        add_fulfilment_method(
            actor=an_actor(store), method_input=replace(COURIER, code="post"), now=timezone.now()
        )
    a_store()  # another store's codes are its own


# What the journal said of a fulfilment method before it had that name.
FIRST_SHAPE = {"way_id": 7, "code": "post"}


def test_what_the_journal_says_of_a_method_in_its_first_shape_is_read_in_todays():
    entry = Entry(name="way.retired", schema=1, data=FIRST_SHAPE)
    assert event_of(entry) == FulfilmentMethodRetired(fulfilment_method_id=7, code="post")
