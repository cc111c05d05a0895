"""The way of an order through its statuses, and what is told on the way (C2, C3)."""

from typing import Any

import pytest
from django.utils import timezone

from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.messages.models import Message
from kept.orders.actions.acknowledge_order import acknowledge_order
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.answer_request import answer_request
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.make_request import make_request
from kept.orders.actions.replace_link import replace_link
from kept.orders.actions.resume_order import resume_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import FulfilmentInput, LineInput
from kept.orders.lifecycle import CAN_BE_CANCELLED, CAN_BE_HELD, STEPS, STEPS_BACK
from kept.orders.models import Acknowledgement, Order, Request, Status
from kept.orders.queries import order_by_token, order_for, set_aside
from kept.orders.refusals import (
    AlreadyAnswered,
    NothingToAcknowledge,
    NotThatStep,
    NotUnderReview,
    SomebodyWasFaster,
)
from kept.payments.models import Account, State
from kept.stock.models import Level
from kept.stores.actor import Actor, Kind, buyer, holder
from kept.stores.roles import May, Role
from tests.orders.steps import advance, told
from tests.rig.factory import BERLIN, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def test_the_table_names_every_status_once() -> None:
    assert set(STEPS) == set(Status)
    assert all(
        step not in (Status.PENDING, Status.ON_HOLD, Status.CANCELLED)
        for steps in STEPS.values()
        for step in steps
    )
    assert all(after in STEPS for after in STEPS_BACK)


def test_a_pickup_goes_by_ready_and_a_parcel_by_shipped() -> None:
    """C2, C7: the same workflow, with the status that matters to whoever drives over."""
    store = a_store()
    pickup, parcel = an_order(store), an_order(store, fulfilment=FulfilmentInput("post", BERLIN))
    assert [advance(store, pickup).status for _ in range(3)] == ["preparing", "ready", "done"]
    assert [advance(store, parcel).status for _ in range(3)] == ["preparing", "shipped", "done"]
    for placed, wrong in ((pickup, "shipped"), (parcel, "ready")):
        with pytest.raises(NotThatStep):
            advance(store, placed, to=wrong)


def test_steps_may_be_skipped_but_not_invented() -> None:
    store = a_store()
    placed = an_order(store)
    assert advance(store, placed, to="ready").status == "ready"
    for wrong in ("preparing", "received", "pending", "nonsense", "cancelled", "on_hold"):
        with pytest.raises(NotThatStep):
            advance(store, placed, to=wrong)


def test_a_hold_remembers_where_to_go_back_to() -> None:
    store = a_store()
    placed = an_order(store)
    advance(store, placed)
    held = hold_order(
        actor=an_actor(store), number=placed.order.number, why="The roses are late", now=timezone.now()
    )
    assert (held.status, held.held_from, held.why) == ("on_hold", "preparing", "The roses are late")
    with pytest.raises(NotThatStep):
        advance(store, placed)
    assert (
        resume_order(actor=an_actor(store), number=placed.order.number, now=timezone.now()).status
        == "preparing"
    )
    # Held and resumed before anybody was told: the hold never was, and what it had kept back is told.
    assert told(placed) == ["confirmation", "preparing"]


def test_a_hold_needs_a_reason() -> None:
    store = a_store()
    with pytest.raises(Invalid):
        hold_order(actor=an_actor(store), number=an_order(store).order.number, why="  ", now=timezone.now())


def test_cancelling_puts_goods_and_money_back() -> None:
    store = a_store()
    bouquet = a_product(store, price=1000, stock=10)
    placed = an_order(store, bouquet, payment="demo_card")
    cancel_order(actor=an_actor(store), number=placed.order.number, why="No roses today", now=timezone.now())
    assert Level.objects.get(variant=bouquet).available == 10
    assert Account.objects.get(order_id=placed.order.pk).state == State.OWED
    assert told(placed) == ["confirmation", "cancelled"]
    with pytest.raises(NotThatStep):
        cancel_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    assert Level.objects.get(variant=bouquet).available == 10


def test_what_has_left_is_not_cancelled_or_held() -> None:
    store = a_store()
    placed = an_order(store)
    advance(store, placed, to="done")
    with pytest.raises(NotThatStep):
        cancel_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    with pytest.raises(NotThatStep):
        hold_order(actor=an_actor(store), number=placed.order.number, why="x", now=timezone.now())
    assert {Status.DONE, Status.SHIPPED, Status.CANCELLED}.isdisjoint(CAN_BE_CANCELLED | CAN_BE_HELD)


def test_review_is_left_by_confirming_by_hand_only() -> None:
    """A7."""
    store = a_store(review_rules={"every": True})
    placed = an_order(store)
    with pytest.raises(NotThatStep):
        advance(store, placed)
    with pytest.raises(NothingToAcknowledge):  # nothing was confirmed that could look right
        acknowledge_order(
            actor=an_actor(store), number=placed.order.number, version=1, channel="phone", now=timezone.now()
        )
    confirmed = confirm_order(
        actor=an_actor(store), number=placed.order.number, note="Lovely choice", now=timezone.now()
    )
    assert (confirmed.status, confirmed.confirmed_version) == ("received", 1)
    assert placed.order.review_reasons
    assert Order.objects.get(pk=placed.order.pk).review_reasons == []  # nobody has to look at it any more
    assert told(placed) == ["under_review", "confirmation"]
    with pytest.raises(NotUnderReview):
        confirm_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())


def test_looks_right_is_written_down_once() -> None:
    """A3: who, when, over which channel."""
    store = a_store()
    placed = an_order(store)
    anna = holder(store.pk, placed.order.pk, "Anna Berg")
    for _ in range(2):
        acknowledge_order(
            actor=anna, number=placed.order.number, version=1, channel="page", now=timezone.now()
        )
    said = Acknowledgement.objects.get(order=placed.order)
    assert (said.version, said.channel, said.actor_name, said.at) == (1, "page", "Anna Berg", timezone.now())


def test_only_the_version_that_holds_can_look_right() -> None:
    store = a_store()
    placed = an_order(store)
    anna = holder(store.pk, placed.order.pk, "Anna Berg")
    change_order(
        actor=an_actor(store), number=placed.order.number, seen_version=1,
        change=OrderChangeInput(lines=(LineInput(quantity=1, key="1"),)), channel="desk", now=timezone.now(),
    )  # fmt: skip
    for version in (1, 3, 0, -1):
        with pytest.raises(NothingToAcknowledge):
            acknowledge_order(
                actor=anna, number=placed.order.number, version=version, channel="page", now=timezone.now()
            )


def test_a_cancelled_order_does_not_look_right() -> None:
    """A3: neither on a page that stood open meanwhile, nor on the telephone."""
    store = a_store()
    placed = an_order(store)
    number, staff = placed.order.number, an_actor(store)
    cancel_order(actor=staff, number=number, now=timezone.now())
    for actor, channel in ((holder(store.pk, placed.order.pk, "Anna Berg"), "page"), (staff, "phone")):
        with pytest.raises(NothingToAcknowledge, match="This order is cancelled"):
            acknowledge_order(actor=actor, number=number, version=1, channel=channel, now=timezone.now())
    assert not Acknowledgement.objects.exists()


def test_what_a_customer_asks_is_recorded_and_answered_once() -> None:
    """A6: both the asking and the answer are told."""
    store = a_store()
    placed = an_order(store)
    anna = holder(store.pk, placed.order.pk, "Anna Berg")
    asked = make_request(
        actor=anna,
        number=placed.order.number,
        kind="change",
        text="Three, please",
        channel="page",
        now=timezone.now(),
    )
    assert Message.objects.filter(kind="new_request", to="store").count() == 1
    answer_request(
        actor=an_actor(store),
        number=placed.order.number,
        request_id=asked.pk,
        answer="declined",
        text="Sold out",
        now=timezone.now(),
    )
    with pytest.raises(AlreadyAnswered):
        answer_request(
            actor=an_actor(store),
            number=placed.order.number,
            request_id=asked.pk,
            answer="agreed",
            text="Oh",
            now=timezone.now(),
        )
    assert told(placed) == ["confirmation", "request_received", "request_answered"]


def test_a_change_that_agrees_to_a_request_is_its_answer() -> None:
    store = a_store()
    placed = an_order(store)
    anna = holder(store.pk, placed.order.pk, "Anna Berg")
    asked = make_request(
        actor=anna,
        number=placed.order.number,
        kind="change",
        text="One, please",
        channel="page",
        now=timezone.now(),
    )
    change_order(
        actor=an_actor(store), number=placed.order.number, seen_version=1, request_id=asked.pk,
        change=OrderChangeInput(lines=(LineInput(quantity=1, key="1"),)), channel="desk", now=timezone.now(),
    )  # fmt: skip
    assert Request.objects.get(pk=asked.pk).answer == "agreed"
    assert told(placed) == ["confirmation", "request_received", "confirmation"]


def test_a_link_opens_its_own_order_and_no_other() -> None:
    store = a_store()
    mine, theirs = an_order(store), an_order(store)
    anna = holder(store.pk, mine.order.pk, "Anna Berg")
    assert order_for(anna, mine.order.number) == mine.order
    for number in (theirs.order.number, 999_999):
        with pytest.raises(NotFound):
            order_for(anna, number)
        with pytest.raises(NotFound):
            acknowledge_order(actor=anna, number=number, version=1, channel="page", now=timezone.now())
    with pytest.raises(NotFound):
        order_for(buyer(store.pk), mine.order.number)


def test_who_may_only_place_orders_reads_none() -> None:
    store = a_store()
    number = an_order(store).order.number
    till = Actor(Kind.KEY, store.pk, "Till", frozenset({May.PLACE_ORDERS}))
    with pytest.raises(NotFound):
        order_for(till, number)
    assert order_for(an_actor(store, Role.ACCOUNTANT), number).number == number


def test_a_replaced_link_opens_nothing_any_more() -> None:
    store = a_store()
    placed = an_order(store)
    _order, token = replace_link(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    assert order_by_token(token) == placed.order
    for wrong in (placed.token, "", "x" * 32, token + "x"):
        with pytest.raises(NotFound):
            order_by_token(wrong)


def test_a_decision_on_an_older_sight_is_refused() -> None:
    store = a_store()
    placed = an_order(store)
    advance(store, placed, seen=1)
    with pytest.raises(SomebodyWasFaster):
        advance(store, placed, seen=1)


@pytest.mark.parametrize(
    "act", [advance_order, step_back_order, hold_order, resume_order, cancel_order, confirm_order]
)
def test_stranger_wrong_store_wrong_role(act: Any) -> None:
    store, other = a_store(), a_store()
    placed = an_order(store)
    more = {"why": "x"} if act is hold_order else {}
    with pytest.raises(NotFound):
        act(actor=an_actor(other), number=placed.order.number, now=timezone.now(), **more)
    for actor in (an_actor(store, Role.ACCOUNTANT), holder(store.pk, placed.order.pk, "Anna")):
        with pytest.raises(NotAllowed):
            act(actor=actor, number=placed.order.number, now=timezone.now(), **more)
    assert Order.objects.get(pk=placed.order.pk).revision == 1


def test_a_parcels_page_without_its_number_is_refused_and_not_forgotten() -> None:
    """The customer is told both together; leaving one out in silence would tell them nothing."""
    store = a_store()
    placed = an_order(store, fulfilment=FulfilmentInput("post", BERLIN))
    with pytest.raises(Invalid, match="number of the parcel"):
        advance(store, placed, to="shipped", tracking_url="https://track.example/JD0001")


def test_whoever_has_a_link_writes_until_somebody_answers() -> None:
    """A6: nobody floods a store with mails; an answer makes room."""
    store = a_store()
    placed = an_order(store)
    who = holder(store.pk, placed.order.pk, "Anna Berg")

    def write() -> Request:
        return make_request(
            actor=who, number=1001, kind="message", text="Hello?", channel="page", now=timezone.now()
        )

    written = [write() for _ in range(20)]
    with pytest.raises(Invalid, match="has not answered your earlier messages"):
        write()
    answer_request(
        actor=an_actor(store),
        number=1001,
        request_id=written[0].pk,
        answer="answered",
        text="Yes",
        now=timezone.now(),
    )
    write()


def test_a_step_back_takes_back_that_it_was_handed_over() -> None:
    """E4: what is back in the house counts as set aside again."""
    store = a_store()
    bouquet = a_product(store)
    placed = an_order(store, bouquet, quantity=2)
    advance(store, placed, to="done")
    assert set_aside(store.pk, [bouquet.pk]) == {}
    step_back_order(actor=an_actor(store), number=1001, to="received", now=timezone.now())
    assert set(placed.order.lines.values_list("fulfilled", flat=True)) == {0}
    assert set_aside(store.pk, [bouquet.pk]) == {bouquet.pk: 2}
