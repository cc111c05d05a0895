"""Unpaid orders of people whom nobody knows let their goods go after a while (reliability 23, E4, D2)."""

from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.utils import timezone

from kept.kit.pump import Pump
from kept.messages.message_context import contexts_for
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import render
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.let_goods_go import let_goods_go
from kept.orders.agreement.inputs import LineInput
from kept.orders.models import Order, Status
from kept.orders.refusals import KeepsItsGoods
from kept.payments.actions.record_payment import record_payment
from kept.payments.methods import methods
from kept.stock.models import Level, Movement
from kept.stores.actor import clock as the_clock
from kept.timers.firing import TimerConsumer
from kept.timers.models import Timer
from tests.rig.clock import TUESDAY
from tests.rig.crowd import at_once
from tests.rig.factory import a_product, a_store, an_actor, an_order, change
from tests.rig.timers import fire

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]
SECOND = timedelta(seconds=1)


def waits() -> bool:
    return Timer.objects.filter(kind="unpaid_limit", state="queued").exists()


def left_of(order: Order) -> int:
    return Level.objects.get(variant__lines__order=order).available


@pytest.mark.parametrize(
    ("method", "limit"), [("pickup", timedelta(days=3)), ("transfer", timedelta(days=7))]
)
def test_the_goods_go_back_when_the_limit_of_the_payment_method_has_passed(store, clock, method, limit):
    order = an_order(store, payment=method).order
    clock.shift(limit - SECOND)
    fire()
    assert Order.objects.get().status == Status.RECEIVED
    clock.shift(SECOND)
    fire()
    order.refresh_from_db()
    assert (order.status, left_of(order)) == (Status.CANCELLED, 100)
    assert "neither paid nor confirmed" in order.why
    assert [m.quantity for m in Movement.objects.filter(order_id=order.pk).order_by("pk")] == [-2, 2]
    (message,) = Message.objects.filter(kind=MessageKind.CANCELLED)
    assert message.facts["why"] == order.why


def test_the_customer_is_told_in_their_language(store, clock):
    order = an_order(store, language="de").order
    clock.shift(timedelta(days=3))
    fire()
    order.refresh_from_db()
    assert "wieder im Verkauf" in order.why


def test_every_payment_method_has_a_limit():
    assert all(timedelta(0) < method.unpaid_limit <= timedelta(days=7) for method in methods().values())


def test_staff_and_programs_of_the_store_stand_for_their_customers(store, clock):
    an_order(store, actor=an_actor(store))
    assert not waits()


def test_what_is_paid_at_the_checkout_waits_for_nothing(store):
    an_order(store, payment="demo_card")
    assert not waits()


def taken_up(store: Any, order: Order, how: str) -> None:
    owner, now = an_actor(store), timezone.now()
    acts = {
        "paid": lambda: record_payment(
            actor=owner, order_id=order.pk, amount=100, method="pickup", cause="c", now=now
        ),
        "begun": lambda: advance_order(actor=owner, number=order.number, now=now),
        "changed": lambda: change(owner, type("Placed", (), {"order": order}), 3),
        "held": lambda: hold_order(actor=owner, number=order.number, why="?", now=now),
        "cancelled": lambda: cancel_order(actor=owner, number=order.number, now=now),
        "confirmed": lambda: confirm_order(actor=owner, number=order.number, now=now),
    }
    acts[how]()


@pytest.mark.parametrize("how", ["paid", "begun", "changed", "held", "cancelled", "confirmed"])
def test_what_somebody_has_taken_up_keeps_its_goods(store, clock, how):
    variant = a_product(store, needs_review=how == "confirmed")
    order = an_order(store, variant).order
    assert waits()
    taken_up(store, order, how)
    assert not waits()
    messages = Message.objects.count()
    clock.shift(timedelta(days=30))
    fire()
    assert Message.objects.exclude(kind="review_overdue").count() == messages
    assert (Order.objects.get().status == Status.CANCELLED) == (how == "cancelled")


@pytest.mark.parametrize("how", ["paid", "begun", "cancelled"])
def test_a_timer_that_comes_late_cancels_nothing(store, how):
    """The action looks again, whatever the timer says."""
    order = an_order(store).order
    taken_up(store, order, how)
    with pytest.raises(KeepsItsGoods):
        let_goods_go(actor=the_clock(store.pk), order_id=order.pk, now=timezone.now())


def test_one_who_has_proven_who_they_are_keeps_the_goods(store, clock):
    order = an_order(store).order
    Order.objects.update(customer_proven=True)
    clock.shift(timedelta(days=3))
    fire()
    assert Order.objects.get(pk=order.pk).status == Status.RECEIVED


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_first_message_says_until_when_the_goods_are_kept(store, language):
    an_order(store, language=language)
    message = Message.objects.get(kind=MessageKind.CONFIRMATION)
    said = render(message, contexts_for([message])[message.pk])
    assert all("27" in text for text in (said.text, said.html))
    Timer.objects.all().delete()
    said = render(message, contexts_for([message])[message.pk])
    assert "27" not in said.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.at(TUESDAY)
def test_two_workers_let_the_goods_go_once(clock):
    store = a_store()
    variant = a_product(store).pk
    orders = [an_order(store, lines=[LineInput(quantity=2, variant=variant)]).order for _ in range(4)]
    clock.shift(timedelta(days=3))
    start, now = Barrier(2), timezone.now()

    def work() -> None:
        start.wait()
        pump = Pump(TimerConsumer())
        while pump(now):
            pass

    at_once([work, work])
    assert {order.status for order in Order.objects.all()} == {Status.CANCELLED}
    assert Level.objects.get(variant_id=variant).available == 100
    assert Movement.objects.filter(quantity=2).count() == len(orders)
    assert Message.objects.filter(kind=MessageKind.CANCELLED).count() == len(orders)
