"""The shop is nobody's mail cannon: an address gets a few mails, whoever orders in its name (reliability 23)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.messages.models import Message, MessageKind
from kept.orders import mail_allowance
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.agreement.review import MANY_TO_ONE_ADDRESS
from kept.orders.mail_allowance import MOST_A_DAY, MOST_AN_HOUR
from kept.orders.models import Order, Status
from tests.rig.factory import a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db
VICTIM = CustomerInput("Anna Berg", "anna@example.com")


def to_the_victim() -> int:
    return (
        Message.objects.filter(to="customer", address=VICTIM.email).exclude(state=Message.State.HELD).count()
    )


@pytest.fixture
def variant(store):
    return a_product(store, stock=None)


def test_120_orders_in_a_strangers_name_are_five_mails(store, variant, clock):
    """A1, F3: the orders stand, the store looks at them first, and their mails are kept back and not lost."""
    for at in range(120):
        clock.shift(timedelta(seconds=0.2))
        an_order(store, variant, customer=VICTIM, client_address=f"203.0.113.{at}")
    assert to_the_victim() == MOST_AN_HOUR
    held = Message.objects.filter(state=Message.State.HELD)
    assert held.count() == 120 - MOST_AN_HOUR
    reviewed = Order.objects.filter(status=Status.PENDING)
    assert reviewed.count() == 120 - MOST_AN_HOUR
    assert all(order.review_reasons == [MANY_TO_ONE_ADDRESS] for order in reviewed)


def test_without_the_allowance_every_order_is_a_mail(store, variant, monkeypatch):
    """The control."""
    monkeypatch.setattr(mail_allowance, "MOST_AN_HOUR", 1000)
    monkeypatch.setattr(mail_allowance, "MOST_A_DAY", 1000)
    for _ in range(24):
        an_order(store, variant, customer=VICTIM)
    assert to_the_victim() == 24


def test_a_day_has_its_own_allowance(store, variant, clock):
    for _ in range(3 * MOST_A_DAY):
        clock.shift(timedelta(minutes=20))
        an_order(store, variant, customer=VICTIM)
    assert MOST_A_DAY <= to_the_victim() <= MOST_A_DAY + 1
    clock.shift(timedelta(days=1))
    assert an_order(store, variant, customer=VICTIM).order.review_reasons == []


def test_others_are_written_to_as_ever(store, variant):
    for _ in range(MOST_AN_HOUR + 1):
        an_order(store, variant, customer=VICTIM)
    an_order(store, variant, customer=CustomerInput("Ben", "ben@example.com"))
    an_order(a_store(), customer=VICTIM)
    an_order(store, variant, customer=VICTIM, actor=an_actor(store), channel="phone")
    assert Message.objects.filter(state=Message.State.HELD).count() == 1


def test_confirming_by_hand_sends_what_was_kept_back(store, variant):
    order = [an_order(store, variant, customer=VICTIM).order for _ in range(MOST_AN_HOUR + 1)][-1]
    confirm_order(actor=an_actor(store), number=order.number, now=timezone.now())
    kinds = Message.objects.filter(order_id=order.pk, to="customer").values_list("kind", "state")
    assert list(kinds) == [(MessageKind.CONFIRMATION, Message.State.QUEUED)]


def test_cancelling_what_nobody_heard_of_tells_nobody(store, variant):
    orders = [an_order(store, variant, customer=VICTIM).order for _ in range(MOST_AN_HOUR + 4)]
    for order in orders:
        cancel_order(actor=an_actor(store), number=order.number, now=timezone.now())
    cancelled = Message.objects.filter(kind=MessageKind.CANCELLED, to="customer")
    assert cancelled.count() == MOST_AN_HOUR
    assert not Message.objects.filter(state=Message.State.HELD).exists()
