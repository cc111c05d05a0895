"""A message that did not arrive is tried again by a person; one that left is never sent twice (F3)."""

import pytest
from django.utils import timezone

from kept.journal.models import Entry
from kept.kit.queue import AT_ONCE
from kept.kit.refusals import NotAllowed, NotFound
from kept.messages.actions.try_again import try_again
from kept.messages.models import CAN_BE_SENT, Message
from kept.messages.refusals import NotFailed
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.rig.factory import a_store, an_actor, an_order
from tests.rig.findings import fail

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(store: Store) -> Message:
    order = an_order(store).order
    found = Message.objects.filter(order_id=order.pk, to=Message.To.CUSTOMER).get()
    Message.objects.filter(pk=found.pk).update(
        state="failed", attempts=440, due_at=timezone.now(), last_error="No mailbox."
    )
    found.refresh_from_db()
    return found


def again(store: Store, message: Message, role: Role = Role.OWNER, **other) -> Message:
    values = {"order_id": message.order_id, "message_id": message.pk} | other
    return try_again(actor=an_actor(store, role), now=timezone.now(), **values)


@pytest.mark.parametrize("state", CAN_BE_SENT)
def test_it_waits_at_the_front_again(store: Store, message: Message, state: str):
    Message.objects.filter(pk=message.pk).update(state=state)
    again(store, message)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.due_at) == (Message.State.QUEUED, 0, AT_ONCE)
    assert Entry.objects.get(name="message.tried_again").data == {
        "message_id": message.pk,
        "kind": "confirmation",
    }


@pytest.mark.parametrize("state", sorted(set(Message.State) - set(CAN_BE_SENT)))
def test_what_has_left_or_is_about_to_is_not_sent_twice(store: Store, message: Message, state: str):
    Message.objects.filter(pk=message.pk).update(state=state)
    with pytest.raises(NotFailed):
        again(store, message)
    message.refresh_from_db()
    assert message.state == state


def test_foreign_and_absent_messages_look_the_same(store: Store, message: Message):
    elsewhere = a_store()
    with pytest.raises(NotFound):
        again(elsewhere, message)
    with pytest.raises(NotFound):
        again(store, message, message_id=10**9)
    with pytest.raises(NotFound):
        again(store, message, order_id=10**9)


def test_who_only_packs_sends_nothing(store: Store, message: Message):
    with pytest.raises(NotAllowed):
        again(store, message, Role.FULFILMENT)


def test_a_letter_to_the_store_goes_to_where_its_settings_say_by_now(store: Store):
    alert = Message.objects.get(order_id=an_order(store).order.pk, to="store")
    fail(alert)
    Store.objects.update(email="orders@florist.example")
    again(store, alert)
    alert.refresh_from_db()
    assert (alert.state, alert.address) == ("queued", "orders@florist.example")


def test_an_invitation_is_tried_again_by_whoever_invites(store: Store):
    invite_staff(actor=an_actor(store), email="jo@example.com", role="support", now=timezone.now())
    letter = Message.objects.get(kind="invitation")
    fail(letter)
    with pytest.raises(NotAllowed):
        again(store, letter, Role.MANAGER)
    again(store, letter)
    letter.refresh_from_db()
    assert (letter.state, letter.address) == ("queued", "jo@example.com")
