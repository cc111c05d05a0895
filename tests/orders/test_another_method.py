"""An order that is to arrive another way: how it is paid, and where its work goes on (A4, A5)."""

import pytest
from django.db.models import F
from django.utils import timezone

from kept.faces.cli.verification import verify
from kept.journal.models import Entry
from kept.messages.message_context import contexts_for
from kept.messages.models import Message
from kept.messages.rendering import render
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.place_order import Placed
from kept.orders.actions.resume_order import resume_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import FulfilmentInput
from kept.orders.agreement.preview import preview_change
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.orders.refusals import PaymentNotOffered
from kept.payments.models import Account, State
from kept.promises.models import FulfilmentMethod
from kept.stores.models import Store
from tests.orders.change import change, quantity
from tests.rig.factory import BERLIN, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def only_paid_by(store: Store, method: str, *methods: str) -> None:
    """Nothing else is offered for this way from now on."""
    FulfilmentMethod.objects.filter(store=store, code=method).update(pay_by=list(methods))
    Store.objects.filter(pk=store.pk).update(revision=F("revision") + 1)


def by_post(payment: str | None = None) -> OrderChangeInput:
    return OrderChangeInput(fulfilment=FulfilmentInput("post", BERLIN), payment=payment)


def test_a_new_way_is_paid_by_what_it_offers_or_the_change_is_refused_with_the_choice() -> None:
    """A4: nobody collects a parcel, so nobody pays when they collect it."""
    store = a_store()
    only_paid_by(store, "post", "transfer", "delivery", "demo_card")
    placed = an_order(store, payment="pickup")
    for asked in (None, "pickup", "demo_card", "gold"):
        with pytest.raises(PaymentNotOffered, match="by bank transfer, when it is delivered") as refused:
            change(placed, store, by_post(asked))
        assert (refused.value.facts["field"], refused.value.facts["method"]) == ("payment", "Post")
        assert refused.value.facts["offered"] == ["transfer", "delivery"]
    assert Order.objects.get(pk=placed.order.pk).version == 1

    preview = preview_change(
        actor=an_actor(store), number=placed.order.number, change=by_post("transfer"), now=timezone.now()
    )
    assert ("payment", "pickup", "transfer") in [
        (one.kind, one.before, one.after) for one in preview.plan.differences
    ]
    made = change(placed, store, by_post("transfer"), expected=preview.plan.fingerprint)
    assert terms_of(made.order).payment == "transfer"
    account = Account.objects.get(order_id=placed.order.pk)
    assert (account.method, account.agreed, account.state) == ("transfer", 8290, State.DUE)
    assert verify().findings == []
    assert "by bank transfer" in message_of(made.order, 2)


def test_another_payment_alone_is_a_version_and_moves_no_money() -> None:
    store = a_store()
    placed = an_order(store, payment="pickup")
    made = change(placed, store, OrderChangeInput(payment="transfer"))
    assert [one.kind for one in made.plan.differences] == ["payment"]
    assert (made.order.version, made.plan.money.balance) == (2, 7800)
    assert Account.objects.get(order_id=placed.order.pk).method == "transfer"
    assert verify().findings == []


def test_what_is_paid_needs_no_other_payment() -> None:
    store = a_store()
    only_paid_by(store, "post", "transfer")
    placed = an_order(store, payment="demo_card")
    FulfilmentMethod.objects.filter(store=store, code="post").update(fee=0)
    Store.objects.filter(pk=store.pk).update(revision=F("revision") + 1)
    made = change(placed, store, by_post())
    assert (terms_of(made.order).payment, made.plan.money.balance) == ("demo_card", 0)


def test_a_way_that_offers_nothing_to_agree_on_says_so() -> None:
    store = a_store()
    only_paid_by(store, "post", "demo_card")
    with pytest.raises(PaymentNotOffered, match="record the payment first"):
        change(an_order(store, payment="pickup"), store, by_post())


def test_an_agreed_payment_stays_when_its_way_stops_offering_it() -> None:
    store = a_store()
    placed = an_order(store, payment="pickup")
    only_paid_by(store, "pickup", "transfer")
    assert change(placed, store, quantity(placed, 3)).order.version == 2


def steps_of(placed: Placed) -> list[tuple[str, str]]:
    entries = Entry.objects.filter(order_id=placed.order.pk, name="order.stepped_back").order_by("id")
    return [(entry.data["before"], entry.data["after"]) for entry in entries]


def test_what_lay_ready_to_collect_goes_back_a_step_when_it_is_to_be_sent() -> None:
    """C2: a parcel has no “ready for pickup”; the customer is not told twice, and never something untrue."""
    store = a_store()
    staff = an_actor(store)
    placed = an_order(store)
    for _ in range(2):
        advance_order(actor=staff, number=placed.order.number, now=timezone.now())
    plan = preview_change(actor=staff, number=placed.order.number, change=by_post(), now=timezone.now()).plan
    assert (plan.back_to, plan.begun) == ("preparing", True)
    order = change(placed, store, by_post(), expected=plan.fingerprint).order
    order.refresh_from_db()
    assert (order.status, order.fulfilment_kind, order.version) == ("preparing", "shipping", 2)
    assert steps_of(placed) == [("ready", "preparing")]
    told = Message.objects.filter(order_id=order.pk, to="customer").order_by("id")
    assert list(told.values_list("kind", "state")) == [
        ("confirmation", "queued"),
        ("preparing", "queued"),
        ("confirmation", "queued"),
    ]
    assert advance_order(actor=staff, number=order.number, now=timezone.now()).status == "shipped"


def test_what_is_on_hold_goes_on_from_a_step_that_its_new_way_has() -> None:
    store = a_store()
    staff = an_actor(store)
    placed = an_order(store)
    number = placed.order.number
    advance_order(actor=staff, number=number, to="ready", now=timezone.now())
    hold_order(actor=staff, number=number, why="Rain", now=timezone.now())
    held = change(placed, store, by_post()).order
    assert (held.status, held.held_from, steps_of(placed)) == (
        "on_hold",
        "preparing",
        [("ready", "preparing")],
    )
    assert resume_order(actor=staff, number=number, now=timezone.now()).status == "preparing"
    assert not Message.objects.filter(order_id=held.pk, kind="ready").exists()


def test_a_status_that_the_new_way_has_stays() -> None:
    store = a_store()
    FulfilmentMethod.objects.create(store=store, code="here", kind="on_site", name="Here", pay_by=["pickup"])
    placed = an_order(store, payment="pickup")
    advance_order(actor=an_actor(store), number=placed.order.number, to="ready", now=timezone.now())
    made = change(placed, store, OrderChangeInput(fulfilment=FulfilmentInput("here")))
    assert (made.order.status, made.plan.back_to, steps_of(placed)) == ("ready", "", [])


def message_of(order: Order, version: int) -> str:
    letter = Message.objects.get(order_id=order.pk, kind="confirmation", version=version)
    return render(letter, contexts_for([letter])[letter.pk]).text
