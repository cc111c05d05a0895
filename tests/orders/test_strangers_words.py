"""What a stranger types cannot be used to write to others in the store's name (reliability 23)."""

from html import unescape

import pytest
from django.utils import timezone

from kept.customers.actions.change_customer import change_customer
from kept.kit.refusals import Invalid
from kept.messages.message_context import contexts_for
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import render
from kept.orders.actions.change_order import change_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.models import Order
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.actor import holder
from tests.rig.factory import BERLIN, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db

FEE = "Pay the customs fee at https://evil.example/fee"
NO_NAMES = (FEE, "evil.com", "Anna\u202emoc.live", "Anna\r\nBcc: x", "Anna\x1b[31m", "Anna www.evil")
NO_ADDRESSES = ("root@localhost", "a@[127.0.0.1]", "a@127.0.0.1", "a@shop", "a@shop.internal")


@pytest.mark.parametrize("name", NO_NAMES)
def test_no_name_is_a_web_address_nor_what_nobody_types(name: str) -> None:
    store = a_store()
    with pytest.raises(Invalid) as refused:
        an_order(store, customer=CustomerInput(name, "anna@example.com"))
    assert refused.value.facts["field"] == "name"
    with pytest.raises(Invalid) as refused:
        an_order(store, fulfilment=FulfilmentInput("post", address=BERLIN, recipient=name))
    assert refused.value.facts["field"] == "recipient"
    assert not Order.objects.exists()
    assert not Message.objects.exists()


def test_no_address_holds_a_web_address() -> None:
    with pytest.raises(Invalid) as refused:
        an_order(a_store(), fulfilment=FulfilmentInput("post", address={**BERLIN, "company_name": FEE}))
    assert list(refused.value.facts["fields"]) == ["address.company_name"]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_nobody_is_written_to_inside_the_shops_own_network(address: str) -> None:
    store = a_store()
    placed, owner = an_order(store), an_actor(store)
    customer = placed.order.customer
    assert customer is not None
    tries = (
        lambda: an_order(store, customer=CustomerInput("Anna", address)),
        lambda: change_order(
            actor=owner, number=placed.order.number, seen_version=1, channel="desk", now=timezone.now(),
            change=OrderChangeInput(customer=CustomerInput("Anna Berg", address)),
        ),
        lambda: change_customer(
            actor=owner, customer_id=customer.pk, name="Anna", email=address, phone="", language="en",
            now=timezone.now(),
        ),
        lambda: invite_staff(actor=owner, email=address, role="manager", now=timezone.now()),
    )  # fmt: skip
    for attempt in tries:
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.facts["field"] == "email"


def test_a_name_from_before_this_rule_stays_in_a_change() -> None:
    placed = an_order(a_store())
    order = placed.order
    confirmation = order.confirmations.get()
    confirmation.terms = confirmation.terms.replace("Anna Berg", "Berg.com")
    confirmation.save()
    changed = change_order(
        actor=an_actor(order.store), number=order.number, seen_version=1, channel="desk", now=timezone.now(),
        change=OrderChangeInput(customer=CustomerInput("Berg.com", "anna@example.org")),
    )  # fmt: skip
    assert changed.order.customer_name == "Berg.com"


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_sentence_for_a_name_stands_in_no_first_line(language: str) -> None:
    """A phone number or a threat needs no web address; a name is greeted as ever."""
    store = a_store()
    for name, greeted in (
        ("Pay the fee today or we destroy your parcel", False), ("Call 0900 1234567", False), ("Anna Berg", True),
        ("María del Carmen García Fernández", True), ("O'Neil-Smith, Dr. med.", True), ("李小龍", True),
    ):  # fmt: skip
        order = an_order(store, language=language, customer=CustomerInput(name, "anna@example.com")).order
        message = Message.objects.get(order_id=order.pk, to="customer")
        said = render(message, contexts_for([message])[message.pk])
        assert (name in said.text) == greeted, name
        page, _data, _rest = said.html.partition("<script")
        assert (name in unescape(page)) == greeted, name
        assert "None" not in said.text
        Order.objects.filter(pk=order.pk).update(customer_proven=True)
        assert name in render(message, contexts_for([message])[message.pk]).text
        Message.objects.all().delete()


def test_no_mail_makes_a_link_of_what_a_customer_wrote() -> None:
    """Notes, answers, gift texts, instructions and requests read the same and lead nowhere, in text and in HTML."""
    store = a_store()
    variant = a_product(store)
    placed = an_order(
        store, note=FEE, lines=[LineInput(quantity=1, variant=variant.pk, note=FEE)],
        fulfilment=FulfilmentInput("post", address=BERLIN, instructions=FEE),
    )  # fmt: skip
    order = placed.order
    make_request(
        actor=holder(store.pk, order.pk, "Anna"), number=order.number, kind="message", text=FEE, channel="page",
        now=timezone.now(),
    )  # fmt: skip
    messages = list(Message.objects.all())
    assert {message.kind for message in messages} >= {
        MessageKind.CONFIRMATION, MessageKind.NEW_ORDER, MessageKind.REQUEST_RECEIVED, MessageKind.NEW_REQUEST,
    }  # fmt: skip
    for message, context in [(message, contexts_for([message])[message.pk]) for message in messages]:
        said = render(message, context)
        for text in (said.subject, said.text, said.html):
            assert "https://evil" not in text
            assert "evil.example" not in text
        assert FEE in said.text.replace("\u200b", "")
