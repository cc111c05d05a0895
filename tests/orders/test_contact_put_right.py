"""An e-mail address or number that was wrong is put right with its customer, and its link opens nothing (G1, A4)."""

from typing import Any

import pytest
from django.utils import timezone

from kept.customers.models import Address, Customer, Identity
from kept.journal.models import Entry
from kept.kit.refusals import NotFound
from kept.messages.message_context import contexts_for
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput
from kept.orders.agreement.preview import preview_change
from kept.orders.models import Order
from kept.orders.queries import order_by_token, token_of
from kept.stores.models import Store
from tests.rig.factory import BERLIN, a_store, an_actor, an_order, mail_link

pytestmark = pytest.mark.django_db

WRONG, RIGHT = "ana@example.com", "anna@example.com"


def anna(store: Store, email: str, phone: str = "", **fields: Any) -> Placed:
    return an_order(store, customer=CustomerInput("Anna Berg", email, phone), **fields)


def put_right(placed: Placed, email: str = RIGHT, phone: str = "") -> Order:
    order = Order.objects.get(pk=placed.order.pk)
    return change_order(
        actor=an_actor(order.store), number=order.number, seen_version=order.version, channel="phone",
        now=timezone.now(), change=OrderChangeInput(customer=CustomerInput("Anna Berg", email, phone)),
    ).order  # fmt: skip


def known_by(customer_id: int | None) -> set[str]:
    return set(Identity.objects.filter(customer_id=customer_id).values_list("value", flat=True))


def test_the_next_order_at_the_right_address_is_the_same_customers_second() -> None:
    store = a_store()
    first = anna(store, WRONG, "+4930123451")
    revision = Customer.objects.get().revision
    put_right(first, RIGHT, "+4930123452")
    customer = Customer.objects.get()
    assert (customer.email, customer.phone) == (RIGHT, "+4930123452")
    assert customer.revision == revision + 1
    assert Entry.objects.get(name="customer.changed").data["changed"] == ["email", "phone"]
    second = anna(store, RIGHT).order
    assert (second.customer_id, second.customer_order_no) == (customer.pk, 2)
    # Whoever has the wrong address is somebody else.
    assert anna(store, WRONG).order.customer_id != customer.pk


def test_what_is_another_customers_stays_theirs() -> None:
    store = a_store()
    other = anna(store, RIGHT).order.customer_id
    mistaken = anna(store, WRONG)
    put_right(mistaken)
    assert known_by(other) == {RIGHT}
    assert known_by(mistaken.order.customer_id) == {WRONG}
    assert Customer.objects.get(pk=mistaken.order.customer_id).email == WRONG
    assert not Entry.objects.filter(name="customer.changed").exists()


def test_an_address_that_other_orders_go_by_is_no_mistake() -> None:
    """This one goes to the office; the customer is known by both, and called up as before."""
    store = a_store()
    first, second = (anna(store, RIGHT, actor=an_actor(store), channel="phone") for _ in range(2))
    put_right(second, "anna@office.example")
    customer = Customer.objects.get()
    assert customer.email == RIGHT
    assert known_by(customer.pk) == {RIGHT, "anna@office.example"}
    assert Order.objects.get(pk=first.order.pk).email == RIGHT


def test_who_gives_an_address_besides_a_number_has_both() -> None:
    store = a_store()
    called = anna(store, "", "+4930123451")
    token = token_of(called.order)
    put_right(called, RIGHT, "+4930123451")
    customer = Customer.objects.get()
    assert (customer.email, known_by(customer.pk)) == (RIGHT, {RIGHT, "+4930123451"})
    assert order_by_token(token).pk == called.order.pk  # nobody else had it


def test_another_delivery_address_is_remembered() -> None:
    store = a_store()
    placed = anna(store, RIGHT, fulfilment=FulfilmentInput("post", BERLIN), actor=an_actor(store))
    elsewhere = {**BERLIN, "street_address": "Nebenstr. 2"}
    change_order(
        actor=an_actor(store), number=1001, seen_version=1, channel="desk", now=timezone.now(),
        change=OrderChangeInput(fulfilment=FulfilmentInput("post", elsewhere)),
    )  # fmt: skip
    streets = Address.objects.filter(customer_id=placed.order.customer_id).values_list("fields", flat=True)
    assert {fields["street_address"] for fields in streets} == {"Hauptstr. 1", "Nebenstr. 2"}


def test_the_link_that_went_to_the_wrong_address_opens_nothing_and_the_letter_has_the_new_one() -> None:
    store = a_store()
    placed = anna(store, WRONG)
    order = put_right(placed)
    with pytest.raises(NotFound):
        order_by_token(placed.token)
    assert order_by_token(token_of(order)).pk == order.pk
    assert Entry.objects.filter(order_id=order.pk, name="link.replaced").count() == 1
    letter = Message.objects.get(order_id=order.pk, kind="confirmation", version=2)
    assert letter.address == RIGHT
    assert contexts_for([letter])[letter.pk]["token"] == mail_link(order)
    assert token_of(order) != placed.token


def test_nothing_that_waited_goes_to_the_wrong_address_any_more() -> None:
    store = a_store(burst_seconds=60)
    placed = anna(store, WRONG)
    sent, failed = placed.order.number, Message.objects.get(order_id=placed.order.pk, to="customer")
    Message.objects.filter(pk=failed.pk).update(state="failed")
    advance_order(actor=an_actor(store), number=sent, now=timezone.now())
    put_right(placed)
    told = Message.objects.filter(order_id=placed.order.pk, to="customer")
    assert set(told.values_list("address", flat=True)) == {RIGHT}

    put_right(placed, "", "+4930123451")
    assert not told.filter(state="queued").exists()


@pytest.mark.parametrize(("email", "is_new"), [(RIGHT, True), (WRONG, False)])
def test_the_preview_says_whether_the_link_is_replaced(email: str, is_new: bool) -> None:
    store = a_store()
    anna(store, WRONG)
    asked = OrderChangeInput(customer=CustomerInput("Anna B.", email))
    assert (
        preview_change(actor=an_actor(store), number=1001, change=asked, now=timezone.now()).plan.new_link
        is is_new
    )


def test_what_has_arrived_stays_as_it_was_written() -> None:
    placed = anna(a_store(), WRONG)
    Message.objects.filter(order_id=placed.order.pk).update(state="handed_over")
    put_right(placed)
    first = Message.objects.get(order_id=placed.order.pk, to="customer", version=1)
    assert first.address == WRONG


def test_an_order_that_somebody_else_takes_over_does_not_give_them_the_first_ones_name() -> None:
    """Another name with another address is another person: their next order must not be Anna's."""
    store = a_store()
    placed = anna(store, RIGHT)
    change_order(
        actor=an_actor(store), number=placed.order.number, seen_version=1, channel="phone",
        now=timezone.now(), change=OrderChangeInput(customer=CustomerInput("Ben Roth", "ben@example.com", "")),
    )  # fmt: skip
    assert known_by(placed.order.customer_id) == {RIGHT}
    ben = an_order(store, customer=CustomerInput("Ben Roth", "ben@example.com", "")).order
    assert ben.customer_id != placed.order.customer_id
    assert ben.customer_order_no == 1
