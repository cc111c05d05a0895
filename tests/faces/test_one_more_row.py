"""One more payment method, or one more kind of fulfilment, is one row of its table: everything knows it by that."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from kept.faces.api.openapi import document
from kept.faces.api.service import service
from kept.messages.message_context import contexts_for
from kept.messages.models import Message
from kept.messages.rendering import render
from kept.orders.actions.advance_order import advance_order
from kept.payments import methods as payment_table
from kept.payments.methods import Collected, PaymentMethod, PaymentWords
from kept.payments.models import Account
from kept.promises import fulfilment as fulfilment_table
from kept.promises.fulfilment import FulfilmentPolicy, PromiseOf
from kept.stores.models import Store, User
from tests.rig.factory import a_product, a_store, an_actor
from tests.rig.program import BERLIN, Program
from tests.rig.visitor import filled_in, home, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return a_store(slug="wren")


@pytest.fixture
def staff(client: Client, mia) -> Client:
    client.force_login(User.objects.get(pk=mia.id))
    return client


@pytest.fixture
def cheque(monkeypatch) -> PaymentMethod:
    """A payment method that no code has ever heard of, with the words that a row has to have."""
    words = PaymentWords(label="Cheque by post", short="by cheque")
    row = PaymentMethod("cheque", Collected.LATER, words, by_hand=True)
    monkeypatch.setitem(payment_table._METHODS, row.code, row)
    return row


@pytest.fixture
def locker(monkeypatch) -> FulfilmentPolicy:
    """A kind of fulfilment that no code has ever heard of: a carrier brings it to a locker around the clock."""
    row = FulfilmentPolicy(
        "locker", "Parcel locker", "box", PromiseOf.ARRIVAL, ("physical",), "pickup",
        needs_address=True, has_carrier=True, middle_status="shipped", announced_status="shipped",
    )  # fmt: skip
    monkeypatch.setitem(fulfilment_table._POLICIES, row.kind, row)
    return row


def new_fulfilment_method(staff: Client, **fields) -> None:
    said = {"name": "Locker", "kind": "pickup", "fee": "0", "days_least": "1", "days_most": "2"}
    sent = staff.post("/desk/wren/settings/fulfilment-methods/new/", {**said, **fields})
    assert sent.status_code == 302, sent.context["form"].errors


def letter(order) -> str:
    message = Message.objects.filter(order_id=order.pk, to=Message.To.CUSTOMER).latest("pk")
    return render(message, contexts_for([message])[message.pk]).text


def test_a_payment_method_is_one_row(store, staff, cheque):
    assert "Cheque by post" in staff.get("/desk/wren/settings/fulfilment-methods/new/").content.decode()
    new_fulfilment_method(staff, pay_by=["cheque"])
    rose, visitor = a_product(store), Client()
    take(visitor, store, rose)
    shop = visitor.post(
        f"{home(store)}checkout/", {"do": "update", "fulfilment_method": "locker"}
    ).content.decode()
    assert "Cheque by post" in shop
    typed = filled_in(visitor, store, fulfilment_method="locker", payment="cheque")
    assert visitor.post(f"{home(store)}checkout/", typed).status_code == 302
    account = Account.objects.get()
    assert (account.method, account.received) == ("cheque", 0)
    order = store.orders.get()
    assert "Payment: Cheque by post" in letter(order)
    shown = staff.get(f"/desk/wren/orders/{order.number}/").content.decode()
    assert shown.count("Cheque by post") >= 2  # the agreement, and the choice of how money came in
    till = Program(store)
    paid = till.post(
        f"/orders/{order.number}/payments", {"amount": order.total, "method": "cheque", "reference": "No. 17"}
    )
    assert (paid.status_code, paid.json()["state"]) == (201, "paid")
    assert json.dumps(document(service)).count('"cheque"') >= 2


def test_a_kind_of_fulfilment_is_one_row(store, staff, locker):
    assert "Parcel locker" in staff.get("/desk/wren/settings/fulfilment-methods/new/").content.decode()
    new_fulfilment_method(staff, kind="locker", pay_by=["transfer"])
    assert "Parcel locker" in staff.get("/desk/wren/settings/fulfilment-methods/").content.decode()
    assert "Parcel locker" in staff.get("/desk/wren/board/").content.decode()  # a filter of the board
    rose, visitor = a_product(store), Client()
    take(visitor, store, rose)
    shop = visitor.post(
        f"{home(store)}checkout/", {"do": "update", "fulfilment_method": "locker"}
    ).content.decode()
    assert 'name="address_street_address"' in shop
    assert 'name="country"' in shop
    body = {
        "line_items": [{"variant": rose.pk, "quantity": 1}],
        "buyer": {"name": "Anna Berg", "email": "anna@example.com"},
        "fulfillment": {"method": "locker", "destination": BERLIN},
        "payment_method": "transfer",
    }
    placed = Program(store).post("/orders", body)
    assert placed.status_code == 201, placed.json()
    assert placed.json()["fulfillment"]["expectations"][0]["method_type"] == "pickup"
    order = store.orders.get()
    assert order.fulfilment_kind == "locker"
    assert "With you" in letter(order)
    assert "writes to you when it is on its way" in letter(order)
    sent = advance_order(actor=an_actor(store), number=order.number, to="shipped", now=timezone.now())
    assert sent.status == "shipped"
    assert '"locker"' in json.dumps(document(service))


def test_without_its_row_a_word_is_no_method_and_no_kind(store, staff):
    """The control of both: the words alone do nothing."""
    for fields in ({"pay_by": ["cheque"]}, {"kind": "locker", "pay_by": ["transfer"]}):
        said = {"name": "Locker", "kind": "pickup", "fee": "0", "days_least": "1", "days_most": "2"}
        assert (
            staff.post("/desk/wren/settings/fulfilment-methods/new/", {**said, **fields}).status_code == 422
        )
    assert '"locker"' not in json.dumps(document(service))
