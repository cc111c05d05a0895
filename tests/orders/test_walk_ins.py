"""Somebody walks in and says no more than what they want: an order all the same, and nobody's but its own (H3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.customers.models import Address, Customer
from kept.customers.queries import customers_of
from kept.faces.cli.verification import verify
from kept.journal.models import Entry
from kept.kit.refusals import Invalid, NotFound, Refusal
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.answer_request import answer_request
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import Changed, change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.make_request import make_request
from kept.orders.actions.place_order import Placed
from kept.orders.actions.resume_order import resume_order
from kept.orders.agreement.change_plan import OrderChangeInput, as_input, without_lines
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.models import Order, Status
from kept.orders.queries import terms_of
from kept.orders.refusals import CannotChange
from kept.stock.models import Level
from kept.stores.actor import Actor, Kind, buyer, holder, system
from kept.stores.models import Store
from kept.stores.roles import SCOPES
from tests.rig.factory import BERLIN, a_phone_order, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def a_walk_in(store: Store, *variants, name: str = "", **fields: object) -> Placed:
    said = {"actor": an_actor(store), "channel": "counter", "customer": CustomerInput(name), **fields}
    return an_order(store, *variants, **said)


def contact(store: Store, order: Order, name: str, email: str = "", phone: str = "", **fields) -> Changed:
    return change_order(
        actor=an_actor(store), number=order.number, seen_version=Order.objects.get(pk=order.pk).version,
        change=OrderChangeInput(customer=CustomerInput(name, email, phone), **fields), channel="desk",
        now=timezone.now() + timedelta(hours=1),
    )  # fmt: skip


def to_customer() -> list[tuple[str, int, str]]:
    found = Message.objects.filter(to="customer").order_by("id")
    return list(found.values_list("kind", "version", "address"))


@pytest.mark.parametrize("name", ["", "Anna"])
def test_an_order_stands_without_contact_and_nobody_is_written_to(store, name):
    """H3, A1: number, terms, stock, money and journal as ever; no customer, no message to one."""
    rose = a_product(store, stock=10)
    placed = a_walk_in(store, rose, name=name)
    order = Order.objects.get()
    assert (order.customer_id, order.customer_name, order.email, order.phone, order.customer_order_no) == (
        None,
        name,
        "",
        "",
        0,
    )
    assert (order.number, order.status, order.confirmed_version, order.total) == (1001, "received", 1, 7800)
    assert placed.terms.customer.name == name
    assert Level.objects.get(variant=rose).available == 8
    assert not Customer.objects.exists()
    assert list(Message.objects.values_list("to", "kind")) == [("store", "new_order")]
    assert set(Entry.objects.values_list("name", "customer_id")) == {
        ("order.placed", None),
        ("order.confirmed", None),
    }
    assert verify().findings == []


def test_a_key_that_may_place_may_take_a_walk_in_too(store):
    till = Actor(Kind.KEY, store.pk, "Till", frozenset(SCOPES), id=1)
    assert a_walk_in(store, actor=till).order.customer_id is None


@pytest.mark.parametrize(
    ("actor", "channel"),
    [
        (lambda store: buyer(store.pk), "shop"),
        (lambda store: buyer(store.pk), "counter"),
        (lambda store: system(store.pk), "counter"),
        (an_actor, "phone"),
        (an_actor, "email"),
        (an_actor, "api"),
    ],
)
@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (CustomerInput(), "name"),
        (CustomerInput("Anna"), "email"),
        (CustomerInput("", "anna@example.com"), "name"),
    ],
)
def test_everybody_else_still_says_who_they_are(store, actor, channel, asked, field):
    rose = a_product(store, stock=10)
    with pytest.raises(Invalid) as refused:
        a_walk_in(store, rose, actor=actor(store), channel=channel, customer=asked)
    assert refused.value.facts["field"] == field
    assert not Order.objects.exists()
    assert Level.objects.get(variant=rose).available == 10


def test_whoever_gives_a_contact_at_the_counter_gives_a_name_and_is_a_customer(store):
    with pytest.raises(Invalid):
        a_walk_in(store, customer=CustomerInput("", "anna@example.com"))
    order = a_walk_in(store, customer=CustomerInput("Anna", "anna@example.com")).order
    assert (order.customer_id, order.customer_order_no) == (Customer.objects.get().pk, 1)
    assert to_customer() == [("confirmation", 1, "anna@example.com")]


def test_a_contact_that_is_none_is_refused_and_not_taken_for_silence(store):
    for asked in (CustomerInput("Anna", "anna@"), CustomerInput("Anna", "", "12")):
        with pytest.raises(Invalid):
            a_walk_in(store, customer=asked)
    assert not Order.objects.exists()


def test_two_who_walk_in_are_not_one_person(store):
    orders = [a_walk_in(store, name="Anna").order for _ in range(3)]
    assert [order.customer_order_no for order in orders] == [0, 0, 0]
    assert list(customers_of(an_actor(store))) == []


def test_what_is_brought_somewhere_is_brought_to_somebody(store):
    there = {"payment": "transfer"}
    with pytest.raises(Invalid) as refused:
        a_walk_in(store, fulfilment=FulfilmentInput("post", BERLIN), **there)
    assert refused.value.facts["field"] == "name"
    a_walk_in(store, fulfilment=FulfilmentInput("post", BERLIN, recipient="Erna Berg"), **there)
    a_walk_in(store, fulfilment=FulfilmentInput("post", {**BERLIN, "name": "Erna Berg"}), **there)
    a_walk_in(store, name="Anna", fulfilment=FulfilmentInput("post", BERLIN), **there)
    assert Order.objects.filter(customer=None).count() == 3
    assert not Address.objects.exists()


def test_the_rule_about_first_orders_means_customers_and_the_others_everybody(store):
    """A7: a stranger at the counter is nobody's first order; a high sum is one whoever pays it."""
    store.review_rules = {"first": True, "above": 10000}
    store.save()
    assert a_walk_in(store).order.status == Status.RECEIVED
    high = a_walk_in(store, quantity=9).order
    assert (high.status, high.review_reasons) == (Status.PENDING, ["high_value"])
    confirm_order(actor=an_actor(store), number=high.number, note="Gladly", now=timezone.now())
    assert to_customer() == []


def test_everything_that_can_be_done_with_an_order_can_be_done_with_this_one(store):
    """C2, C3, A4, A6: worked on, held, changed, asked about, cancelled; and not one message waits or fails."""
    order, staff = a_walk_in(store, name="Anna").order, an_actor(store)
    advance_order(actor=staff, number=order.number, now=timezone.now())
    hold_order(actor=staff, number=order.number, why="Rain", now=timezone.now())
    resume_order(actor=staff, number=order.number, now=timezone.now())
    more = (*as_input(terms_of(order)), LineInput(quantity=1, variant=a_product(store).pk))
    for lines in (more, without_lines(terms_of(order), ["2"])):
        change_order(
            actor=staff, number=order.number, seen_version=Order.objects.get().version,
            change=OrderChangeInput(lines=lines), channel="desk", now=timezone.now(),
        )  # fmt: skip
    asked = make_request(
        actor=holder(store.pk, order.pk, ""), number=order.number, kind="message", text="Open on Sunday?",
        channel="page", now=timezone.now(),
    )  # fmt: skip
    answer_request(
        actor=staff,
        number=order.number,
        request_id=asked.pk,
        answer="answered",
        text="Until noon",
        now=timezone.now(),
    )
    cancel_order(actor=staff, number=order.number, now=timezone.now())
    assert to_customer() == []
    assert Order.objects.get().customer_id is None
    assert verify().findings == []


def test_a_contact_written_down_later_brings_the_confirmation_itself(store):
    """H3, A1, A3: version 2 with the contact; what arrives is the confirmation, not the news of a change."""
    order = a_walk_in(store).order
    changed = contact(store, order, "Anna Berg", "Anna@Example.com").order
    anna = Customer.objects.get()
    assert (changed.customer_id, changed.customer_order_no, changed.version, anna.orders_count) == (
        anna.pk,
        1,
        2,
        1,
    )
    letter = Message.objects.get(to="customer")
    assert (letter.kind, letter.version, letter.address, letter.facts["changes"]) == (
        "confirmation", 2, "anna@example.com", [],
    )  # fmt: skip
    assert Entry.objects.get(name="order.changed").customer_id == anna.pk
    assert verify().findings == []
    advance_order(actor=an_actor(store), number=order.number, now=timezone.now())
    assert to_customer()[-1][0] == "preparing"


def test_the_contact_of_somebody_known_makes_it_their_next_order(store):
    for _ in range(2):
        a_phone_order(store)
    order = a_walk_in(
        store, name="A. Berg", fulfilment=FulfilmentInput("post", BERLIN), payment="transfer"
    ).order
    changed = contact(store, order, "Anna Berg", "anna@example.com").order
    anna = Customer.objects.get()
    assert (changed.customer_id, changed.customer_order_no, anna.orders_count) == (anna.pk, 3, 3)
    assert anna.addresses.count() == 1


def test_a_phone_number_alone_makes_a_customer_whom_nobody_writes_to(store):
    changed = contact(store, a_walk_in(store).order, "Anna", phone="030 1234567").order
    assert (changed.phone, changed.customer_order_no, Customer.objects.count()) == ("+49301234567", 1, 1)
    assert to_customer() == []
    contact(store, changed, "Anna", "anna@example.com", "+49301234567")
    assert Customer.objects.get().orders_count == 1  # still the same order
    assert to_customer() == [("confirmation", 3, "anna@example.com")]


def test_a_name_alone_is_a_change_and_no_customer(store):
    changed = contact(store, a_walk_in(store).order, "Anna").order
    assert (changed.customer_name, changed.customer_id, changed.version) == ("Anna", None, 2)
    assert not Customer.objects.exists()


def test_a_contact_needs_a_name_and_once_given_it_is_not_taken_away(store):
    order = a_walk_in(store).order
    with pytest.raises(Invalid) as refused:
        contact(store, order, "", "anna@example.com")
    assert refused.value.facts["field"] == "name"
    contact(store, order, "Anna", "anna@example.com")
    with pytest.raises(Invalid) as refused:
        contact(store, order, "Anna")
    assert refused.value.facts["field"] == "email"
    assert Order.objects.get().version == 2


def test_a_change_that_comes_with_the_contact_is_told_as_one(store):
    order = a_walk_in(store, name="Anna").order
    contact(store, order, "Anna", "anna@example.com", note="In blue, please")
    told = {change["kind"] for change in Message.objects.get(to="customer").facts["changes"]}
    assert told == {"note", "customer"}


def test_after_it_is_done_a_contact_can_be_written_down_and_nothing_else(store):
    """Somebody comes back for the receipt by e-mail; a cancelled order has none to give."""
    order, staff = a_walk_in(store, name="Anna").order, an_actor(store)
    advance_order(actor=staff, number=order.number, to="done", now=timezone.now())
    with pytest.raises(CannotChange):
        contact(store, order, "Anna", "anna@example.com", note="In blue, please")
    contact(store, order, "Anna", "anna@example.com")
    assert to_customer() == [("confirmation", 2, "anna@example.com")]
    with pytest.raises(CannotChange):
        contact(store, order, "Anna", "else@example.com")
    off = a_walk_in(store).order
    cancel_order(actor=staff, number=off.number, now=timezone.now())
    with pytest.raises(CannotChange):
        contact(store, off, "Anna", "anna@example.com")


def test_while_it_is_held_for_review_a_contact_waits_for_the_confirmation(store):
    store.review_rules = {"every": True}
    store.save()
    order = a_walk_in(store).order
    contact(store, order, "Anna", "anna@example.com")
    assert to_customer() == []
    confirm_order(actor=an_actor(store), number=order.number, now=timezone.now())
    assert to_customer() == [("confirmation", 2, "anna@example.com")]


def test_strangers_and_other_stores_write_no_contact_down(store):
    order = a_walk_in(store).order
    asked = OrderChangeInput(customer=CustomerInput("Eve", "eve@example.com"))
    for actor, refusal in ((holder(store.pk, order.pk, ""), Refusal), (an_actor(a_store()), NotFound)):
        with pytest.raises(refusal):
            change_order(
                actor=actor,
                number=order.number,
                seen_version=1,
                change=asked,
                channel="desk",
                now=timezone.now(),
            )
    assert not Customer.objects.exists()
