"""An order under review that nobody confirms is told to the store again: within its limit and its hours (A7)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from kept.journal.models import Entry
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.messages.models import Message
from kept.orders.actions import place_order as placing
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.place_order import Placed
from kept.orders.actions.remind_of_review import remind_of_review
from kept.orders.actions.resume_order import resume_order
from kept.orders.models import Order
from kept.orders.refusals import NotUnderReview
from kept.orders.review_reminders import MOST_REMINDERS
from kept.orders.timers import REVIEW_REMINDER
from kept.promises.models import Opening
from kept.stores.actions.set_review_rules import LONGEST_REMINDER_MINUTES, set_review_rules
from kept.stores.actor import clock as the_clock
from kept.stores.inputs import ReviewRules
from kept.stores.models import Store
from kept.stores.refusals import BadStore
from kept.timers.models import Timer
from kept.timers.steps import set_timer
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_product, a_store, an_actor, an_order
from tests.rig.timers import fire

# Ten in the morning on a Tuesday; the florist is open from nine to six.
pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]
LIMIT = timedelta(minutes=120)
SECOND = timedelta(seconds=1)
REMINDERS = Timer.objects.filter(kind=REVIEW_REMINDER.name)


def under_review(store: Store) -> Placed:
    return an_order(store, a_product(store, needs_review=True))


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind="review_overdue").order_by("pk"))


def waiting() -> list[tuple[str, datetime]]:
    return list(REMINDERS.filter(state="queued").values_list("occasion", "due_at"))


def limit(store: Store, minutes: int) -> None:
    set_review_rules(actor=an_actor(store), rules=ReviewRules(reminder_minutes=minutes), now=timezone.now())


@pytest.fixture
def placed(store) -> Placed:
    return under_review(store)


def test_the_store_is_told_again_once_the_limit_has_passed(store, placed, clock):
    clock.shift(LIMIT - SECOND)
    fire()
    assert reminders() == []
    clock.shift(SECOND)
    fire()
    (letter,) = reminders()
    assert (letter.address, letter.order_id, letter.to) == (store.email, placed.order.pk, "store")
    entry = Entry.objects.get(order_id=placed.order.pk, actor_name="The clock")
    assert (entry.actor_kind, entry.actor_name) == ("system", "The clock")
    assert (entry.data["waited_minutes"], entry.data["reminder"], entry.data["last"]) == (120, 1, False)


def test_at_most_three_times_and_the_last_one_says_so(placed, clock):
    for _ in range(10):
        clock.shift(LIMIT)
        fire()
    told = reminders()
    assert [letter.occasion for letter in told] == ["1", "2", "3"]
    assert len(told) == MOST_REMINDERS
    assert [letter.facts["last"] for letter in told] == [False, False, True]
    assert waiting() == []


def test_an_order_that_needs_no_review_waits_for_nobody(store):
    an_order(store)
    assert not REMINDERS.exists()


def test_a_placing_that_fails_leaves_no_timer(store, monkeypatch):
    honest = placing.record

    def record(*events, **named):
        honest(*events, **named)
        assert REMINDERS.exists()
        raise ZeroDivisionError

    monkeypatch.setattr(placing, "record", record)
    with pytest.raises(ZeroDivisionError):
        under_review(store)
    assert not REMINDERS.exists()


@pytest.mark.parametrize("act", [confirm_order, cancel_order])
def test_one_that_is_confirmed_or_cancelled_is_told_of_no_more(store, placed, clock, act):
    act(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    assert not REMINDERS.exists()
    clock.shift(LIMIT)
    assert (fire(), reminders()) == (0, [])


def test_on_hold_nobody_is_told_and_afterwards_the_limit_begins_anew(store, placed, clock):
    owner = an_actor(store)
    clock.shift(LIMIT)
    fire()
    hold_order(actor=owner, number=placed.order.number, why="We ask the wholesaler.", now=timezone.now())
    assert waiting() == []
    clock.shift(LIMIT)
    fire()
    resume_order(actor=owner, number=placed.order.number, now=timezone.now())
    assert waiting() == [("2", timezone.now() + LIMIT)]
    clock.shift(LIMIT)
    fire()
    assert [letter.facts["waited_minutes"] for letter in reminders()] == [120, 360]


def test_a_hold_of_work_that_was_confirmed_leaves_the_timers_of_nobody(store):
    order = an_order(store).order
    hold_order(actor=an_actor(store), number=order.number, why="Rain.", now=timezone.now())
    resume_order(actor=an_actor(store), number=order.number, now=timezone.now())
    assert not REMINDERS.exists()


# ------------------------------------------------------------------------------------------ the store's limit


def test_another_limit_holds_for_what_waits_already(store, placed):
    limit(store, 30)
    assert waiting() == [("1", TUESDAY + timedelta(minutes=30))]
    limit(store, 300)
    assert waiting() == [("1", TUESDAY + timedelta(minutes=300))]


def test_switched_off_nobody_is_told_and_switched_on_again_those_who_wait_are(store, placed, clock):
    limit(store, 0)
    assert waiting() == []
    under_review(Store.objects.get(pk=store.pk))
    assert waiting() == []
    clock.shift(timedelta(hours=3))
    limit(store, 120)
    fire()
    assert len(reminders()) == 2, "their limit had passed long ago"


def test_another_rule_moves_no_timer(store, placed):
    before = waiting()
    set_review_rules(actor=an_actor(store), rules=ReviewRules(every=True), now=timezone.now())
    assert waiting() == before


def test_after_one_reminder_the_new_limit_counts_from_that(store, placed, clock):
    clock.shift(LIMIT)
    fire()
    limit(store, 60)
    assert waiting() == [("2", TUESDAY + LIMIT + timedelta(minutes=60))]


@pytest.mark.parametrize("minutes", [-1, LONGEST_REMINDER_MINUTES + 1])
def test_a_limit_that_makes_no_sense_is_refused(store, minutes):
    with pytest.raises(BadStore):
        limit(store, minutes)


# ------------------------------------------------------------------------------------------------- its hours


def test_a_store_that_is_closed_then_is_told_at_its_next_opening(store, clock):
    clock.move_to(TUESDAY + timedelta(hours=6))  # four in the afternoon; two hours later it has closed
    order = under_review(store).order
    (first,) = waiting()
    assert first == ("1", datetime(2026, 11, 25, 8, 0, tzinfo=TUESDAY.tzinfo))
    clock.shift(LIMIT)
    assert fire() == 0
    clock.move_to(first[1])
    fire()
    assert [letter.order_id for letter in reminders()] == [order.pk]


def test_hours_that_have_changed_meanwhile_count(store, placed, clock):
    Opening.objects.filter(store=store, weekday=1).update(closes="11:00")
    Store.objects.filter(pk=store.pk).update(revision=store.revision + 1)
    clock.shift(LIMIT)
    fire()
    assert reminders() == []
    assert waiting() == [("1", datetime(2026, 11, 25, 8, 0, tzinfo=TUESDAY.tzinfo))]


def test_a_store_that_opens_no_more_is_told_all_the_same(store, placed, clock):
    Opening.objects.filter(store=store).update(opens="09:00", closes="09:00")
    Store.objects.filter(pk=store.pk).update(revision=store.revision + 1)
    clock.shift(LIMIT)
    fire()
    assert len(reminders()) == 1


# --------------------------------------------------------------------------------- a worker that was away


def test_a_worker_that_was_away_for_a_week_tells_once_what_is_still_so_and_lets_the_rest_go(
    store, placed, clock, caplog
):
    other = under_review(store)
    Order.objects.filter(pk=other.order.pk).update(
        status="received", confirmed_version=1
    )  # past every action
    clock.shift(timedelta(days=7))
    with caplog.at_level("INFO"):
        fire()
    (letter,) = reminders()
    assert (letter.order_id, letter.facts["waited_minutes"]) == (placed.order.pk, 7 * 24 * 60)
    gone = REMINDERS.get(subject_id=other.order.pk)
    assert (gone.state, gone.reason) == ("let_go", str(NotUnderReview(status="received")))
    assert gone.reason in caplog.text


def test_an_order_that_is_gone_is_let_go(store, clock):
    with durable():
        set_timer(
            REVIEW_REMINDER, store_id=store.pk, subject_id=404, occasion="1", due_at=TUESDAY, now=TUESDAY
        )
    fire()
    assert REMINDERS.get().state == "let_go"


def test_another_stores_order_is_out_of_reach(placed):
    elsewhere = a_store()
    with pytest.raises(NotFound):
        remind_of_review(
            actor=the_clock(elsewhere.pk), order_id=placed.order.pk, reminder=1, now=timezone.now()
        )
