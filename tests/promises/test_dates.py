"""From a schedule to a date: never promised what the store's hours, days and ways cannot hold (C5)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kept.promises.dates import HORIZON_DAYS, promise
from kept.promises.refusals import CannotPromise
from kept.promises.schedule import FulfilmentMethodTerms, StoreSchedule

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = {day: ((time(9), time(18)),) for day in range(5)}
EVERY_DAY = {day: ((time(9), time(18)),) for day in range(7)}


def a_schedule(hours: dict[int, Any] = WEEKDAYS, *closed: date) -> StoreSchedule:
    return StoreSchedule(BERLIN, hours, frozenset(closed), ())


def a_fulfilment_method(kind: str = "pickup", **fields: Any) -> FulfilmentMethodTerms:
    values: dict[str, Any] = {
        "id": 1, "code": kind, "kind": kind, "name": kind, "words": "", "fee": 0, "free_from": None,
        "days_least": 0, "days_most": 0, "cut_off": None, "leaves_on": frozenset(), "asks_time": True,
        "pay_by": (),
    }  # fmt: skip
    return FulfilmentMethodTerms(**{**values, **fields})


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """A moment in Berlin in 2026; the 24th of November is a Tuesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def said(schedule: StoreSchedule, method: FulfilmentMethodTerms, **asked: Any) -> tuple[datetime, datetime]:
    made = promise(schedule, method, **{"minutes": 0, **asked})
    return made.earliest, made.latest


@pytest.mark.parametrize(
    ("now", "minutes", "earliest"),
    [
        (at(24, 10), 0, at(24, 10)),
        (at(24, 10, 7), 30, at(24, 10, 45)),  # up to the next quarter
        (at(24, 7), 60, at(24, 10)),  # before opening: from opening on
        (at(24, 17), 120, at(25, 10)),  # half today, half tomorrow
        (at(27, 17), 120, at(30, 10)),  # over the weekend
        (at(28, 12), 0, at(30, 9)),  # placed on a Saturday
    ],
)
def test_work_goes_on_only_while_the_store_is_open(now, minutes, earliest):
    assert said(a_schedule(), a_fulfilment_method(), now=now, minutes=minutes)[0] == earliest


def test_a_pickup_is_ready_until_closing_time():
    assert said(a_schedule(), a_fulfilment_method(), now=at(24, 10)) == (at(24, 10), at(24, 18))


def test_a_day_off_and_a_lunch_break_hold_the_work_up():
    lunch = {1: ((time(9), time(12)), (time(14), time(18)))}
    assert said(a_schedule(lunch), a_fulfilment_method(), now=at(24, 11, 40), minutes=30)[0] == at(24, 14, 15)
    assert said(a_schedule(WEEKDAYS, date(2026, 11, 25)), a_fulfilment_method(), now=at(24, 17), minutes=120)[
        0
    ] == at(26, 10)


def test_rounding_up_never_leads_past_closing_time():
    until_ten_to = {4: ((time(9), time(17, 50)),), 0: ((time(9), time(18)),)}
    assert said(a_schedule(until_ten_to), a_fulfilment_method(), now=at(27, 17, 49))[0] == at(30, 9)
    until_midnight = {4: ((time(9), time(23, 59)),), 0: ((time(9), time(18)),)}
    assert said(a_schedule(until_midnight), a_fulfilment_method(), now=at(27, 23, 55))[0] == at(30, 9)
    assert said(a_schedule({}, date(2026, 11, 28)), a_fulfilment_method(), now=at(27, 23, 50))[0] == at(29, 0)


def test_a_night_with_a_clock_change_is_as_long_as_it_is():
    at_night = {6: ((time(0), time(6)),)}
    spring = said(a_schedule(at_night), a_fulfilment_method(), now=at(28, 10, month=3), minutes=180)
    autumn = said(a_schedule(at_night), a_fulfilment_method(), now=at(24, 10, month=10), minutes=180)
    assert spring[0] == at(29, 4, month=3)  # 2:00 to 3:00 did not exist
    assert autumn[0] == datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # 2:00 the second time
    uneven = said(a_schedule(at_night), a_fulfilment_method(), now=at(24, 10, month=10), minutes=200)
    assert uneven[0] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_parcel_leaves_before_its_cut_off_and_rests_on_sundays():
    post = a_fulfilment_method("shipping", days_least=1, days_most=3, cut_off=time(15))
    assert said(a_schedule(), post, now=at(24, 14)) == (at(25, 8), at(27, 20))
    assert said(a_schedule(), post, now=at(24, 15)) == (at(25, 8), at(27, 20))  # to the minute
    assert said(a_schedule(), post, now=at(24, 15, 10)) == (at(26, 8), at(28, 20))
    assert said(a_schedule(), post, now=at(27, 14)) == (at(28, 8), at(1, 20, month=12))  # not on the 29th


def test_the_stores_own_drivers_rest_when_the_store_does():
    van = a_fulfilment_method("delivery", days_least=1, days_most=1)
    assert said(a_schedule(), van, now=at(27, 14)) == (at(30, 8), at(30, 20))


def test_what_leaves_on_thursdays_leaves_on_thursdays():
    thursdays = a_fulfilment_method("shipping", days_least=1, days_most=1, leaves_on=frozenset({3}))
    assert said(a_schedule(), thursdays, now=at(24, 10))[0] == at(27, 8)
    assert said(a_schedule(WEEKDAYS, date(2026, 11, 26)), thursdays, now=at(24, 10))[0] == at(4, 8, month=12)


def test_a_wish_is_held_while_the_store_is_open():
    made = promise(a_schedule(), a_fulfilment_method(), minutes=60, now=at(24, 10), wished=at(26, 18))
    assert (made.earliest, made.latest, made.wished) == (at(26, 18), at(26, 18), True)
    assert made.earliest.tzinfo is UTC


@pytest.mark.parametrize(
    "wished",
    [at(24, 10, 45), at(26, 18, 1), at(28, 12), at(24, 10) + timedelta(days=HORIZON_DAYS + 1)],
    ids=["before it can be ready", "after closing time", "on a Saturday", "in the distant future"],
)
def test_a_wish_that_cannot_be_held_names_the_first_that_can(wished):
    with pytest.raises(CannotPromise) as refused:
        promise(a_schedule(), a_fulfilment_method(), minutes=60, now=at(24, 10), wished=wished)
    assert datetime.fromisoformat(refused.value.facts["earliest"]) == at(24, 11)


def test_a_delivery_comes_only_on_the_days_it_leaves():
    van = a_fulfilment_method("delivery", leaves_on=frozenset({0, 4}))
    assert said(a_schedule(EVERY_DAY), van, now=at(24, 10), wished=at(27, 10))[0] == at(27, 10)
    with pytest.raises(CannotPromise):
        promise(a_schedule(EVERY_DAY), van, minutes=0, now=at(24, 10), wished=at(2, 10, month=12))


def test_a_store_that_never_opens_promises_nothing():
    with pytest.raises(CannotPromise):
        promise(a_schedule({0: ()}), a_fulfilment_method(), minutes=0, now=at(24, 10))
