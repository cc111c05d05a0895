"""The day ends at 24:00, and hours may go on after midnight (C5)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from kept.promises.actions.set_hours import set_hours
from kept.promises.dates import next_open_moment, promise, working_time
from kept.promises.inputs import WindowInput
from kept.promises.refusals import BadSchedule
from kept.promises.schedule import schedule_of
from kept.stores.models import Store
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_store, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]  # its nights are those of one November
BAR = [WindowInput(day, time(18), time(2)) for day in range(7)]


def schedule(*hours: WindowInput):
    store = a_store()
    set_hours(actor=an_actor(store), hours=hours, now=timezone.now())
    return schedule_of(Store.objects.get(pk=store.pk))


def local(schedule, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 by the store's clock; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=schedule.zone)


def test_a_store_that_is_always_open_loses_no_minute_at_midnight():
    always = schedule()
    assert working_time(always, local(always, 24, 23, 15), 45) == local(always, 25, 0)
    assert working_time(always, local(always, 24, 23, 15), 60) == local(always, 25, 0, 15)
    assert working_time(always, local(always, 24, 12), 5 * 24 * 60) == local(always, 29, 12)


def test_a_store_that_is_open_until_midnight_each_day_is_always_open():
    whole = schedule(*(WindowInput(day, time(0), time(0)) for day in range(7)))
    assert working_time(whole, local(whole, 24, 23, 15), 60) == local(whole, 25, 0, 15)


def test_work_goes_on_after_midnight_and_no_longer_than_the_hours():
    bar = schedule(*BAR)
    assert working_time(bar, local(bar, 24, 23), 120) == local(bar, 25, 1)
    assert working_time(bar, local(bar, 25, 1), 30) == local(bar, 25, 1, 30)
    assert working_time(bar, local(bar, 25, 1), 90) == local(bar, 25, 18, 30)
    assert working_time(bar, local(bar, 25, 12), 30) == local(bar, 25, 18, 30)


def test_the_night_before_a_day_off_is_worked_to_its_end():
    saturday = schedule(WindowInput(5, time(18), time(2)))
    assert working_time(saturday, local(saturday, 29, 1), 30) == local(saturday, 29, 1, 30)
    assert next_open_moment(saturday, local(saturday, 29, 3)) == local(saturday, 30, 18) + timedelta(days=5)


@pytest.mark.parametrize(
    ("day", "hour", "until"), [(24, 20, (25, 2)), (25, 0, (25, 2)), (25, 1, (25, 2)), (25, 19, (26, 2))]
)
def test_what_is_ready_in_the_night_lies_there_until_the_night_is_over(day, hour, until):
    bar = schedule(*BAR)
    promised = promise(bar, bar.method("pickup"), minutes=0, now=local(bar, day, hour).astimezone(UTC))
    assert promised.latest == local(bar, *until)


def test_for_people_a_day_ends_a_minute_before_midnight():
    always = schedule()
    promised = promise(always, always.method("pickup"), minutes=0, now=local(always, 24, 20).astimezone(UTC))
    assert promised.latest == local(always, 24, 23, 59)


@pytest.mark.at(datetime(2026, 10, 24, 20, tzinfo=UTC))
def test_a_night_in_which_clocks_change_is_as_long_as_it_is():
    bar = schedule(*(WindowInput(day, time(18), time(4)) for day in range(7)))
    begins = datetime(2026, 10, 25, 1, tzinfo=bar.zone)
    assert working_time(bar, begins, 240) == datetime(2026, 10, 25, 4, tzinfo=bar.zone)  # 2:00 comes twice


@pytest.mark.parametrize(
    "hours",
    [
        [WindowInput(0, time(18), time(17))],
        [WindowInput(0, time(9), time(8, 1))],
        [WindowInput(0, time(9), time(9))],
        [WindowInput(0, time(18), time(2)), WindowInput(0, time(20), time(22))],
        [WindowInput(0, time(18), time(2)), WindowInput(1, time(1), time(5))],
        [WindowInput(6, time(18), time(2)), WindowInput(0, time(1), time(5))],
        [WindowInput(0, time(0), time(0)), WindowInput(0, time(5), time(6))],
    ],
    ids=[
        "an hour less than a day",
        "into the morning",
        "empty",
        "within",
        "into the next",
        "into Monday",
        "all day",
    ],
)
def test_hours_that_overlap_or_whose_ends_were_mixed_up_are_refused(hours):
    with pytest.raises(BadSchedule):
        schedule(*hours)


@pytest.mark.parametrize(
    "hours",
    [
        [WindowInput(0, time(18), time(2)), WindowInput(1, time(2), time(5))],
        [WindowInput(0, time(9), time(13)), WindowInput(0, time(15), time(18))],
        [WindowInput(6, time(22), time(6)), WindowInput(0, time(6), time(12))],
        [WindowInput(day, time(0), time(0)) for day in range(7)],
    ],
)
def test_hours_that_only_touch_are_taken(hours):
    assert schedule(*hours).hours
