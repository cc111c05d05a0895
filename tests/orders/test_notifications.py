"""Messages about the work on the way: once, in the right order, and never what was taken back (C2, C3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.messages.models import Message
from kept.messages.rendering import render
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.resume_order import resume_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.inputs import FulfilmentInput
from kept.reactions.message_context import read_contexts
from tests.orders.steps import advance, told
from tests.rig.factory import BERLIN, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def test_quick_edits_become_one_message_and_a_confirmation_is_never_merged() -> None:
    """C3: preparing and ready within the window are told as ready alone."""
    store = a_store()
    placed = an_order(store)
    advance(store, placed)
    advance(store, placed)
    assert told(placed) == ["confirmation", "ready"]


def test_a_step_back_sends_nothing_and_takes_back_what_waits() -> None:
    store = a_store()
    placed = an_order(store)
    advance(store, placed)
    step_back_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    assert told(placed) == ["confirmation"]
    advance(store, placed)
    assert told(placed) == ["confirmation", "preparing"]


def test_a_step_taken_again_after_its_message_left_is_not_told_twice() -> None:
    store = a_store()
    placed = an_order(store)
    advance(store, placed)
    Message.objects.filter(order_id=placed.order.pk).update(state="handed_over")
    step_back_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    advance(store, placed)
    assert told(placed).count("preparing") == 1


def test_steps_taken_back_together_are_told_when_they_are_taken_again() -> None:
    """Preparing had become part of ready; with ready taken back, nothing had been said at all."""
    store = a_store()
    placed = an_order(store)
    advance(store, placed)
    advance(store, placed)
    step_back_order(actor=an_actor(store), number=placed.order.number, to="received", now=timezone.now())
    assert told(placed) == ["confirmation"]
    advance(store, placed)
    assert told(placed) == ["confirmation", "preparing"]


def test_a_store_can_keep_a_step_to_itself() -> None:
    store = a_store(messages_off=["preparing"])
    placed = an_order(store)
    advance(store, placed)
    assert told(placed) == ["confirmation"]


def test_tracking_is_told_with_on_its_way() -> None:
    store = a_store()
    placed = an_order(store, fulfilment=FulfilmentInput("post", BERLIN))
    where = "https://track.example/JD0001"
    order = advance(store, placed, to="shipped", tracking_number="JD0001", tracking_url=where)
    assert (order.tracking_number, order.tracking_url) == ("JD0001", where)
    letter = Message.objects.get(order_id=order.pk, kind="shipped")
    written = render(letter, read_contexts([letter])[letter.pk])
    assert "JD0001" in written.text
    assert f'href="{where}"' in written.html


def test_a_parcel_that_is_on_its_way_holds_all_that_was_ordered() -> None:
    store = a_store()
    placed = an_order(store, fulfilment=FulfilmentInput("post", BERLIN))
    assert set(placed.order.lines.values_list("fulfilled", flat=True)) == {0}
    order = advance(store, placed, to="shipped")
    assert set(order.lines.values_list("fulfilled", flat=True)) == {2}


def test_what_became_part_of_a_message_that_never_left_is_told_after_all() -> None:
    """C3: ready, held and let go within the window; who waits for the word “ready” gets it, and once."""
    store = a_store()
    placed = an_order(store)
    number, staff = placed.order.number, an_actor(store)
    advance(store, placed)
    advance(store, placed)
    for why in ("Rain", "Rain again"):
        hold_order(actor=staff, number=number, why=why, now=timezone.now())
        assert told(placed) == ["confirmation", "on_hold"]
        resume_order(actor=staff, number=number, now=timezone.now())
        assert told(placed) == ["confirmation", "ready"]
    waiting = Message.objects.get(order_id=placed.order.pk, kind="ready")
    assert waiting.due_at == timezone.now() + timedelta(
        seconds=store.burst_seconds
    )  # and can still be taken back
    advance(store, placed)
    assert told(placed) == ["confirmation", "done"]


def test_what_became_part_of_a_message_that_has_left_is_not_told_again() -> None:
    store = a_store()
    placed = an_order(store)
    number, staff = placed.order.number, an_actor(store)
    advance(store, placed)
    advance(store, placed)
    left = Message.objects.filter(order_id=placed.order.pk, kind="ready")
    for state in ("sending", "handed_over", "failed"):
        left.update(state=state)
        hold_order(actor=staff, number=number, why="Rain", now=timezone.now())
        resume_order(actor=staff, number=number, now=timezone.now())
        step_back_order(actor=staff, number=number, now=timezone.now())
        assert "preparing" not in told(placed)
        advance(store, placed)


def test_a_step_back_tells_what_had_become_part_of_the_step() -> None:
    store = a_store()
    placed = an_order(store)
    advance(store, placed)
    advance(store, placed)
    step_back_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    assert told(placed) == ["confirmation", "preparing"]


def test_who_was_told_of_a_hold_and_not_of_its_end_hears_the_newer_step_instead() -> None:
    store = a_store()
    placed = an_order(store)
    number, staff = placed.order.number, an_actor(store)
    hold_order(actor=staff, number=number, why="Rain", now=timezone.now())
    Message.objects.filter(order_id=placed.order.pk).update(state="handed_over")
    resume_order(actor=staff, number=number, now=timezone.now())
    advance(store, placed, to="ready")
    hold_order(actor=staff, number=number, why="Hail", now=timezone.now())
    resume_order(actor=staff, number=number, now=timezone.now())
    assert told(placed) == ["confirmation", "on_hold", "ready"]


def test_a_second_hold_is_told_again() -> None:
    store = a_store()
    placed = an_order(store)
    for _ in range(2):
        hold_order(actor=an_actor(store), number=placed.order.number, why="Rain", now=timezone.now())
        Message.objects.filter(order_id=placed.order.pk).update(state="handed_over")
        resume_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
        Message.objects.filter(order_id=placed.order.pk).update(state="handed_over")
    assert told(placed) == ["confirmation", "on_hold", "resumed", "on_hold", "resumed"]


def test_who_was_told_of_a_hold_is_told_of_its_end_however_quickly_it_comes_and_goes() -> None:
    store = a_store()
    placed = an_order(store)
    number, staff = placed.order.number, an_actor(store)
    hold_order(actor=staff, number=number, why="Rain", now=timezone.now())
    Message.objects.filter(order_id=placed.order.pk).update(state="handed_over")
    resume_order(actor=staff, number=number, now=timezone.now())
    hold_order(actor=staff, number=number, why="Rain again", now=timezone.now())
    resume_order(actor=staff, number=number, now=timezone.now())
    assert told(placed) == ["confirmation", "on_hold", "resumed"]


def test_a_hold_that_is_told_to_nobody_ends_in_silence() -> None:
    store = a_store(messages_off=["on_hold"])
    placed = an_order(store)
    hold_order(actor=an_actor(store), number=placed.order.number, why="Rain", now=timezone.now())
    resume_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    assert told(placed) == ["confirmation"]
