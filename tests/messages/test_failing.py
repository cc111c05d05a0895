"""A message that failed for good waits for a person until it is no trouble any more (F3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.findings.events import FindingOpened
from kept.findings.models import Ending, Finding, State
from kept.journal.models import Entry
from kept.kit import outcomes as kit_outcomes
from kept.kit.outcomes import write
from kept.kit.queue import AT_ONCE
from kept.messages import outbox
from kept.messages.actions.try_again import try_again
from kept.messages.events import MessageFailed, MessageFailureResolved
from kept.messages.models import Message
from kept.messages.outcomes import write_postmarks_to_rows
from kept.messages.postmarks import Postmark, Postmarks
from kept.messages.rendering import Rendered
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.resume_order import resume_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.models import Order
from kept.stores.actions.accept_invitation import accept_invitation
from kept.stores.actions.invite_staff import NewInvitation, invite_staff
from kept.stores.actions.withdraw_invitation import withdraw_invitation
from kept.stores.models import Store
from tests.rig.factory import an_actor, an_order
from tests.rig.findings import NO_MAILBOX, fail, hand_over, message_of

pytestmark = pytest.mark.django_db
SAID = Rendered("It is agreed", "It is agreed.", "")


@pytest.fixture
def order(store: Store) -> Order:
    return an_order(store).order


def ending(finding: Finding) -> str:
    return Finding.objects.get(pk=finding.pk).ending


def again(message: Message) -> None:
    try_again(
        actor=an_actor(message.store), order_id=message.order_id, message_id=message.pk, now=timezone.now()
    )


def put_right(order: Order, email: str, phone: str = "") -> None:
    change_order(
        actor=an_actor(order.store), number=order.number, seen_version=order.version, channel="phone",
        now=timezone.now(), change=OrderChangeInput(customer=CustomerInput("Anna Berg", email, phone)),
    )  # fmt: skip


def test_it_is_a_finding_that_says_no_address(order: Order) -> None:
    letter = message_of(order)
    finding = fail(letter)
    assert (letter.state, letter.failed_at, letter.last_error) == ("failed", timezone.now(), NO_MAILBOX)
    assert (finding.kind, finding.state, finding.order_id) == ("message_failed", State.OPEN, order.pk)
    assert finding.why == {"message": "confirmation", "to": "customer", "tries": 1}
    entry = Entry.objects.of(MessageFailed).get()
    assert (entry.actor_kind, entry.store_id, entry.order_id) == ("system", order.store_id, order.pk)
    said = [one.data for one in Entry.objects.of(MessageFailed, FindingOpened)]
    assert not any("example.com" in str(data) for data in [finding.why, *said])


def test_what_has_failed_in_its_last_try_is_one_too(order: Order) -> None:
    letter = message_of(order)
    Message.objects.filter(pk=letter.pk).update(attempts=439)
    now = timezone.now()
    taken = outbox.claim_due(now)
    write([outbox.retry(one, SAID, "id", why="Not now.", now=now) for one in taken])
    assert Finding.objects.get().subject_id == letter.pk


def test_handed_over_after_all_it_is_settled_by_itself(order: Order) -> None:
    letter = message_of(order)
    finding = fail(letter)
    again(letter)
    assert ending(finding) == ""  # tried again is not arrived
    hand_over(letter)
    assert ending(finding) == Ending.HANDED_OVER
    assert Entry.objects.of(MessageFailureResolved).get().data["how"] == "handed_over"


def test_failed_again_it_is_the_same_finding(order: Order) -> None:
    letter = message_of(order)
    fail(letter)
    again(letter)
    assert fail(letter).times_found == 2
    assert Finding.objects.count() == 1


def test_an_ordinary_letter_costs_no_statement_more(store: Store) -> None:
    for _ in range(2):
        an_order(store)
    now = timezone.now()
    given = [outbox.handed_over(one, SAID, "id", now=now) for one in outbox.claim_due(now)]
    with CaptureQueriesContext(connection) as made:
        write(given)
    updates = [one["sql"] for one in made if one["sql"].startswith("UPDATE")]
    assert len(updates) == len(given) > 1
    assert len([one for one in made if "SAVEPOINT" not in one["sql"]]) == len(updates)


def test_one_row_that_cannot_be_written_spoils_no_others_finding(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [an_order(store).order for _ in range(3)]
    broken = message_of(orders[1]).pk
    settle = kit_outcomes.settle

    def settle_but_one(row: Message, lease: str, **changes: Any) -> bool:
        if row.pk == broken:
            raise ValueError("a row of its own")
        return settle(row, lease, **changes)

    monkeypatch.setattr(kit_outcomes, "settle", settle_but_one)
    now = timezone.now()
    taken = [one for one in outbox.claim_due(now) if one.to == "customer"]
    with pytest.raises(ValueError, match="of its own"):
        write([outbox.failed(one, None, "", why=NO_MAILBOX, now=now) for one in taken])
    assert set(Finding.objects.values_list("order_id", flat=True)) == {orders[0].pk, orders[2].pk}


def test_who_has_lost_the_row_finds_nothing(order: Order) -> None:
    now = timezone.now()
    taken = outbox.claim_due(now)
    Message.objects.update(lease="somebody else's")
    write([outbox.failed(one, None, "", why=NO_MAILBOX, now=now) for one in taken])
    assert not Finding.objects.exists()


def test_what_a_dead_worker_had_handed_over_settles_it_as_well(order: Order) -> None:
    letter = message_of(order)
    finding = fail(letter)
    again(letter)
    taken = next(one for one in outbox.claim_due(timezone.now()) if one.pk == letter.pk)
    marks = Postmarks()
    changes = outbox.handed_over(taken, SAID, "id", now=timezone.now()).changes
    assert marks.keep([Postmark(taken.pk, taken.lease, changes)])
    write_postmarks_to_rows()
    assert ending(finding) == Ending.HANDED_OVER


def test_a_status_that_is_taken_back_is_not_to_be_told_any_more(order: Order) -> None:
    owner = an_actor(order.store)
    advance_order(actor=owner, number=order.number, now=timezone.now())
    letter = message_of(order, "preparing")
    Message.objects.filter(pk=letter.pk).update(due_at=AT_ONCE)
    finding = fail(letter)
    again(letter)
    step_back_order(actor=owner, number=order.number, now=timezone.now())
    assert not Message.objects.filter(pk=letter.pk).exists()
    assert ending(finding) == Ending.WITHDRAWN


def test_a_status_that_became_part_of_a_later_message_is_told_by_it(order: Order) -> None:
    owner = an_actor(order.store)
    advance_order(actor=owner, number=order.number, now=timezone.now())
    letter = message_of(order, "preparing")
    Message.objects.filter(pk=letter.pk).update(due_at=AT_ONCE)
    finding = fail(letter)
    again(letter)
    advance_order(actor=owner, number=order.number, now=timezone.now())
    assert ending(finding) == Ending.MERGED


def test_a_hold_that_is_over_before_it_was_told(order: Order) -> None:
    owner = an_actor(order.store)
    hold_order(actor=owner, number=order.number, why="The ribbon", now=timezone.now())
    letter = message_of(order, "on_hold")
    Message.objects.filter(pk=letter.pk).update(due_at=AT_ONCE)
    finding = fail(letter)
    again(letter)
    resume_order(actor=owner, number=order.number, now=timezone.now())
    assert ending(finding) == Ending.WITHDRAWN


def test_alerts_that_leave_as_one_letter_are_no_trouble_each(store: Store) -> None:
    orders = [an_order(store).order for _ in range(2)]
    alert = Message.objects.get(order_id=orders[0].pk, to="store")
    Message.objects.filter(to="store").exclude(pk=alert.pk).update(
        due_at=timezone.now() + timedelta(days=60_000)
    )
    finding = fail(alert)
    assert finding.why["to"] == "store"
    Message.objects.filter(to="store").update(due_at=AT_ONCE)
    again(alert)
    outbox.claim_due(timezone.now())
    alert.refresh_from_db()
    assert alert.state == Message.State.MERGED
    assert ending(finding) == Ending.MERGED


def test_a_confirmation_goes_to_the_right_address_with_the_next_version(order: Order) -> None:
    finding = fail(message_of(order))
    put_right(order, "anna@right.example")
    assert ending(finding) == Ending.READDRESSED
    assert message_of(order).address == "anna@right.example"


def test_what_the_next_confirmation_does_not_say_is_tried_again_at_the_right_address(order: Order) -> None:
    owner = an_actor(order.store)
    advance_order(actor=owner, number=order.number, now=timezone.now())
    letter = message_of(order, "preparing")
    Message.objects.filter(pk=letter.pk).update(due_at=AT_ONCE)
    finding = fail(letter)
    order.refresh_from_db()
    put_right(order, "anna@right.example")
    assert ending(finding) == ""
    again(letter)
    letter.refresh_from_db()
    assert letter.address == "anna@right.example"
    hand_over(letter)
    assert ending(finding) == Ending.HANDED_OVER


def test_who_is_no_longer_written_to_has_no_message_that_waits(order: Order) -> None:
    finding = fail(message_of(order))
    put_right(order, "", "+4930123456")
    assert ending(finding) == Ending.WITHDRAWN


class TestInvitations:
    """A message to staff has no order, and concerns whoever invites."""

    @pytest.fixture
    def invited(self, store: Store) -> NewInvitation:
        return invite_staff(actor=an_actor(store), email="jo@example.com", role="support", now=timezone.now())

    @pytest.fixture
    def finding(self, invited: NewInvitation) -> Finding:
        return fail(Message.objects.get(kind="invitation"))

    def test_it_is_a_finding_of_no_order(self, finding: Finding) -> None:
        assert (finding.kind, finding.order_id) == ("invitation_failed", None)

    def test_a_withdrawn_one_needs_no_letter(
        self, store: Store, invited: NewInvitation, finding: Finding
    ) -> None:
        withdraw_invitation(actor=an_actor(store), invitation_id=invited.invitation.pk, now=timezone.now())
        assert ending(finding) == Ending.INVITATION_OVER

    def test_one_that_was_used_all_the_same_needs_none_either(
        self, invited: NewInvitation, finding: Finding
    ) -> None:
        accept_invitation(
            token=invited.token, user=None, name="Jo", password="correct horse", now=timezone.now()
        )
        assert ending(finding) == Ending.INVITATION_OVER
