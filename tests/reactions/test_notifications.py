"""Messages that follow from events: nobody is left waiting for one that does not come, or told what is not so."""

from typing import Any

import pytest
from django.utils import timezone

from kept.messages.message_context import contexts_for
from kept.messages.models import Message
from kept.messages.rendering import Rendered, render
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.make_request import make_request
from kept.orders.actions.place_order import Placed
from kept.orders.actions.resume_order import resume_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import LineInput
from kept.orders.models import Order, Request
from kept.orders.refusals import NothingAgreed
from kept.stores.actor import holder
from kept.stores.models import Store
from tests.rig.factory import a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def letters(placed: Placed) -> list[Message]:
    """Return the kinds of message that the customer was or is about to be sent, in order."""
    rows = Message.objects.filter(order_id=placed.order.pk, to="customer").exclude(state="merged")
    return list(rows.order_by("pk"))


def told(placed: Placed) -> list[str]:
    return [letter.kind for letter in letters(placed)]


def leave(placed: Placed) -> None:
    """Everything that waits is handed over."""
    Message.objects.filter(order_id=placed.order.pk, state="queued").update(state="handed_over")


def read(letter: Message) -> Rendered:
    said = render(letter, contexts_for([letter])[letter.pk])
    assert said.problem == ""
    return said


def change(placed: Placed, quantity: int, **more: Any) -> None:
    order = Order.objects.get(pk=placed.order.pk)
    change_order(
        actor=an_actor(order.store), number=order.number, seen_version=order.version, channel="desk",
        now=timezone.now(), change=OrderChangeInput(lines=(LineInput(quantity=quantity, key="1"),)), **more,
    )  # fmt: skip


def asks(store: Store, placed: Placed) -> Request:
    """The customer asks for a change on the order's page."""
    anna = holder(store.pk, placed.order.pk, "Anna Berg")
    return make_request(
        actor=anna,
        number=placed.order.number,
        kind="change",
        text="One, please",
        channel="page",
        now=timezone.now(),
    )


def test_a_change_that_changes_nothing_agrees_to_nothing():
    """A6: no message would say so; the request stays open."""
    store = a_store()
    placed = an_order(store, quantity=2)
    asked = asks(store, placed)
    with pytest.raises(NothingAgreed):
        change(placed, 2, request_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == (Request.Answer.OPEN, "")
    change(placed, 1, request_id=asked.pk)
    assert Request.objects.get(pk=asked.pk).answer == Request.Answer.AGREED
    assert told(placed) == ["confirmation", "request_received", "confirmation"]


def test_what_is_agreed_to_by_a_change_under_review_is_answered():
    """A6, A7: the change itself is told with the confirmation only, which may never come."""
    store = a_store(review_rules={"every": True})
    placed = an_order(store, a_product(store), quantity=2)
    asked = asks(store, placed)
    change(placed, 1, request_id=asked.pk)
    assert told(placed) == ["under_review", "request_received", "request_answered"]
    said = read(letters(placed)[-1])
    assert said.subject == "[Agreed] Order 1001 at Wren & Ivy"
    assert "One, please" in said.text
    assert "writes to you as soon as it is confirmed" in said.text


def step(placed: Placed, to: str) -> None:
    advance_order(actor=an_actor(placed.order.store), number=placed.order.number, to=to, now=timezone.now())


def wait_and_go_on(placed: Placed) -> None:
    """On hold until the customer has heard of it, then on."""
    staff, number = an_actor(placed.order.store), placed.order.number
    hold_order(actor=staff, number=number, why="The cooler broke", now=timezone.now())
    leave(placed)
    resume_order(actor=staff, number=number, now=timezone.now())


@pytest.mark.parametrize("heard", [True, False])
def test_a_ready_order_that_goes_on_is_ready_and_says_so(heard: bool):
    """C2, C7: whether "ready" had left before the hold, or had become part of the message about it."""
    placed = an_order(a_store())
    leave(placed)
    step(placed, "ready")
    if heard:
        leave(placed)
    wait_and_go_on(placed)
    assert told(placed) == ["confirmation", *(["ready"] if heard else []), "on_hold", "ready"]
    said = read(letters(placed)[-1])
    assert "ready to collect" in said.text
    assert "writes to you when" not in said.text


def test_a_store_that_keeps_ready_to_itself_says_that_it_goes_on_and_promises_no_mail():
    placed = an_order(a_store(messages_off=["ready"]))
    leave(placed)
    step(placed, "ready")
    wait_and_go_on(placed)
    assert told(placed) == ["confirmation", "on_hold", "resumed"]
    said = read(letters(placed)[-1])
    assert "the wait is over" in said.text
    assert "writes to you when" not in said.text


def test_a_store_that_keeps_going_on_to_itself_still_says_that_it_is_ready():
    placed = an_order(a_store(messages_off=["resumed"]))
    leave(placed)
    step(placed, "ready")
    wait_and_go_on(placed)
    assert told(placed) == ["confirmation", "on_hold", "ready"]


def test_who_hears_of_the_end_of_a_hold_by_a_step_that_is_taken_back_hears_of_it_all_the_same():
    """C7: "ready" ended the wait; taken back before it left, something else has to."""
    placed = an_order(a_store())
    step(placed, "ready")
    leave(placed)
    wait_and_go_on(placed)
    step_back_order(actor=an_actor(placed.order.store), number=placed.order.number, now=timezone.now())
    assert told(placed) == ["confirmation", "ready", "on_hold", "resumed"]
    assert "writes to you when it is ready to collect" in read(letters(placed)[-1]).text
    step(placed, "ready")
    assert told(placed) == ["confirmation", "ready", "on_hold", "ready"]


def test_what_changed_under_review_is_told_when_the_order_is_confirmed():
    """A3, A7: what the customer ordered, what holds instead, and why; once, with the personal note."""
    store = a_store(review_rules={"every": True})
    placed = an_order(store, a_product(store, price=8900), quantity=1)
    change(placed, 3, reason="You called")
    change(placed, 2, reason="Only two are left")
    confirm_order(actor=an_actor(store), number=placed.order.number, note="Gladly, Mia", now=timezone.now())
    assert told(placed) == ["under_review", "confirmation"]
    said = read(letters(placed)[-1])
    assert said.subject == "[Confirmed] Order 1001 at Wren & Ivy"
    for fact in (
        "What is different from your order", "Seasonal bouquet: 2 instead of 1", "Total: €178.00 instead of €89.00",
        "You called; Only two are left", "Gladly, Mia",
    ):  # fmt: skip
        assert fact in said.text, fact


@pytest.mark.parametrize("there_and_back", [True, False])
def test_what_is_confirmed_as_it_was_ordered_tells_of_no_difference(there_and_back: bool):
    store = a_store(review_rules={"every": True})
    placed = an_order(store, a_product(store), quantity=1)
    if there_and_back:
        change(placed, 3)
        change(placed, 1)
    confirm_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    said = read(letters(placed)[-1])
    assert "Your order is confirmed" in said.text
    assert "different" not in said.text
