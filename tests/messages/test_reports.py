"""A message that has left only moves forward, whatever the order of the reports (F3)."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kept.findings.models import Finding
from kept.journal.models import Entry
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.messages.actions.record_delivery_report import Effect, record_delivery_report
from kept.messages.actions.try_again import try_again
from kept.messages.models import Message
from kept.messages.references import Sending, parse_reference, reference
from kept.messages.reports import Report
from kept.messages.steps import last_kind_sent, record_failure
from kept.stores.actor import system
from kept.stores.models import Store
from tests.rig.factory import a_store, an_actor, an_order

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def message(store: Store) -> Message:
    """A confirmation that has left."""
    order = an_order(store).order
    found = Message.objects.filter(order_id=order.pk, to=Message.To.CUSTOMER).get()
    return put(found, state=State.HANDED_OVER, attempts=1, handed_over_at=timezone.now())


def put(message: Message, **columns: Any) -> Message:
    Message.objects.filter(pk=message.pk).update(**columns)
    message.refresh_from_db()
    return message


def report(message: Message, what: Report, reason: str = "", *, resends: int = 0, store: Store | None = None):
    return record_delivery_report(
        actor=system(store.pk if store else message.store_id),
        sending=Sending(message.pk, resends),
        report=what,
        reason=reason,
        at=timezone.now(),
        now=timezone.now(),
    )


@pytest.mark.parametrize(
    ("what", "state", "event"),
    [
        (Report.DELIVERED, State.DELIVERED, "message.delivered"),
        (Report.BOUNCED, State.BOUNCED, "message.bounced"),
        (Report.COMPLAINED, State.COMPLAINED, "message.complained"),
    ],
)
def test_a_report_brings_it_on_once_and_is_an_event(message: Message, what: Report, state: str, event: str):
    assert report(message, what, "550 no such user") is Effect.WRITTEN
    assert report(message, what, "550 no such user") is Effect.KNOWN
    message.refresh_from_db()
    assert (message.state, message.reported_at) == (state, timezone.now())
    assert message.report == ("" if what is Report.DELIVERED else "550 no such user")
    entry = Entry.objects.get(name=event)
    assert entry.order_id == message.order_id
    assert entry.data == {"message_id": message.pk, "kind": "confirmation", "to": "customer"}


@pytest.mark.parametrize("order", list(itertools.permutations(Report)))
def test_where_it_ends_does_not_depend_on_the_order(message: Message, order: tuple[Report, ...]):
    for what in order:
        report(message, what, what.value)
    message.refresh_from_db()
    assert message.state == State.COMPLAINED


@pytest.mark.parametrize(
    "order", list(itertools.permutations([Report.DELIVERED, Report.BOUNCED, Report.DELAYED]))
)
def test_what_came_back_stays_so_after_a_late_delivered(message: Message, order: tuple[Report, ...]):
    for what in order:
        report(message, what, what.value)
    message.refresh_from_db()
    assert (message.state, message.report) == (State.BOUNCED, "bounced")


def test_a_delay_is_noted_and_it_stays_handed_over(message: Message):
    assert report(message, Report.DELAYED, "451 later") is Effect.WRITTEN
    message.refresh_from_db()
    assert (message.state, message.report, message.reported_at) == (State.HANDED_OVER, "451 later", None)
    assert not Entry.objects.filter(name__in=["message.bounced", "message.delivered"]).exists()
    report(message, Report.DELIVERED)
    assert report(message, Report.DELAYED, "451 later") is Effect.KNOWN
    message.refresh_from_db()
    assert (message.state, message.report) == (State.DELIVERED, "")


@pytest.mark.parametrize("what", [Report.DELIVERED, Report.BOUNCED])
@pytest.mark.parametrize("state", [State.QUEUED, State.FAILED])
def test_what_left_although_its_answer_met_nobody_is_not_sent_again(
    message: Message, state: str, what: Report
):
    put(message, state=state, attempts=1, handed_over_at=None, due_at=timezone.now() + timedelta(minutes=1))
    assert report(message, what) is Effect.WRITTEN
    message.refresh_from_db()
    assert (message.state, message.handed_over_at) == (what.value, timezone.now())


def test_what_was_never_tried_nobody_can_report_on(message: Message):
    put(message, state=State.QUEUED, attempts=0, handed_over_at=None)
    assert report(message, Report.DELIVERED) is Effect.KNOWN
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_while_it_is_being_handed_over_a_report_waits(message: Message):
    put(message, state=State.SENDING, lease="somebody's")
    assert report(message, Report.DELIVERED) is Effect.TOO_EARLY
    message.refresh_from_db()
    assert (message.state, message.lease) == (State.SENDING, "somebody's")


def test_after_a_bounce_it_is_tried_again_and_old_reports_are_of_the_earlier_sending(
    store: Store, message: Message
):
    first = reference(message)
    report(message, Report.BOUNCED, "550 no such user")
    try_again(actor=an_actor(store), order_id=message.order_id, message_id=message.pk, now=timezone.now())
    message.refresh_from_db()
    assert (message.state, message.report, message.reported_at, message.resends) == (
        State.QUEUED,
        "",
        None,
        1,
    )
    put(message, state=State.HANDED_OVER, attempts=1)
    assert parse_reference(first) == Sending(message.pk, 0)
    assert report(message, Report.BOUNCED) is Effect.OF_AN_EARLIER_SENDING
    assert report(message, Report.DELIVERED, resends=1) is Effect.WRITTEN
    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_another_stores_message_is_none(message: Message):
    with pytest.raises(NotFound):
        report(message, Report.BOUNCED, store=a_store())
    message.refresh_from_db()
    assert message.state == State.HANDED_OVER


def test_what_came_back_was_not_heard_and_a_complaint_was(message: Message):
    kinds = ["confirmation"]
    report(message, Report.BOUNCED)
    assert last_kind_sent(message.order_id, kinds) == ""
    report(message, Report.COMPLAINED)
    assert last_kind_sent(message.order_id, kinds) == "confirmation"


def test_a_reference_proves_itself_and_fits_before_an_at_sign(message: Message):
    known = reference(message)
    assert parse_reference(known) == Sending(message.pk, 0)
    assert len(f"{'b' * 20}+{reference(Message(pk=10**12, resends=99))}") <= 64


@pytest.mark.parametrize(
    "forge",
    [
        lambda known: "",
        lambda known: known + "0",
        lambda known: known.replace(".0.", ".1."),
        lambda known: "9" + known,
        lambda known: known[:-1] + ("0" if known[-1] != "0" else "1"),
        lambda known: known.upper() + " ",
        lambda known: "0" + known,
        lambda known: known.replace(".0.", ".00."),
    ],
)
def test_a_forged_reference_names_nothing(message: Message, forge):
    assert parse_reference(forge(reference(message))) is None


def findings() -> list[tuple[str, str]]:
    return list(Finding.objects.values_list("kind", "ending"))


def test_what_came_back_waits_for_a_person_until_it_left_again(store: Store, message: Message, deliver):
    report(message, Report.BOUNCED, "550 no such user")
    report(message, Report.BOUNCED, "550 no such user")
    assert findings() == [("message_failed", "")]
    try_again(actor=an_actor(store), order_id=message.order_id, message_id=message.pk, now=timezone.now())
    assert findings() == [("message_failed", "")], "it is not away yet"
    deliver()
    assert findings() == [("message_failed", "handed_over")]
    assert report(message, Report.BOUNCED, resends=1) is Effect.WRITTEN
    assert findings() == [("message_failed", "handed_over"), ("message_failed", "")], "and back again"


def test_what_failed_and_had_arrived_after_all_waits_for_nobody(message: Message):
    """Given up, because its answer met nobody each time."""
    put(message, state=State.FAILED, failed_at=timezone.now())
    with durable():
        record_failure(message, now=timezone.now())
    assert findings() == [("message_failed", "")]
    report(message, Report.DELIVERED)
    assert findings() == [("message_failed", "arrived")]
