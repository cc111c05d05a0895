"""Somebody at the counter who gives no contact: taken in, seen everywhere, promised nothing by mail (H3)."""

import pytest
from django.test import Client
from django.utils import timezone

from kept.customers.models import Customer
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.inputs import CustomerInput, LineInput
from kept.orders.models import Order
from kept.orders.queries import token_of
from kept.promises.models import Opening
from kept.stores.actor import holder
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.rig.factory import a_person, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db

# What nobody may read about an order of somebody who cannot be written to.
PROMISES = (
    "gets the confirmation",
    "Anna is notified",
    "customer is notified",
    "reads it",
    "We write to",
    "writes to you",
    "We will write to you",
)


@pytest.fixture
def store() -> Store:
    store = a_store(slug="wren")
    Opening.objects.filter(store=store).delete()  # always open: the clock of these tests is the real one
    return store


@pytest.fixture
def desk(client: Client, store: Store) -> Client:
    client.force_login(a_person(store)[0])
    return client


def typed(rose, **fields):
    form = {
        "once": "key-1", "do": "place", "name": "", "phone": "", "email": "", "language": "en",
        "fulfilment_method": "pickup",
        "payment": "pickup", "channel": "counter", "row": ["1"], "variant-1": str(rose.pk), "quantity-1": "2",
    }  # fmt: skip
    return {**form, **fields}


def a_walk_in(store: Store, name: str = "", **fields: object) -> Order:
    arguments = {"actor": an_actor(store), "channel": "counter", "customer": CustomerInput(name), **fields}
    return an_order(store, **arguments).order


def here(order: Order, rest: str = "") -> str:
    return f"/desk/wren/orders/{order.number}/{rest}"


@pytest.mark.parametrize("name", ["", "Anna"])
def test_at_the_counter_the_page_asks_for_nothing_but_the_goods(desk, store, name):
    done = desk.post("/desk/wren/orders/new/", typed(a_product(store), name=name))
    order = Order.objects.get()
    assert (done.status_code, order.customer_id, order.customer_name) == (302, None, name)
    page = desk.get(done["Location"]).text
    assert f"Tell the customer the number {order.number}, or print the confirmation." in page
    assert here(order, "receipt/") in page
    assert not any(promise in page for promise in PROMISES)


def test_the_counter_is_where_the_page_begins_and_it_says_that_nobody_is_written_to(desk, store):
    rose = a_product(store)
    page = desk.get("/desk/wren/orders/new/").text
    assert "No name is needed here." in page
    htmx = {"HX-Request": "true", "HX-Target": "order-sum"}
    notice = "No contact details, so no message is sent."
    assert notice in desk.post("/desk/wren/orders/new/", typed(rose, do=""), headers=htmx).text
    with_contact = typed(rose, do="", name="Anna", email="anna@example.com")
    assert notice not in desk.post("/desk/wren/orders/new/", with_contact, headers=htmx).text


def test_on_the_telephone_somebody_is_asked_for_and_the_page_says_so(desk, store):
    rose = a_product(store)
    part = desk.post(
        "/desk/wren/orders/new/", typed(rose, do="", channel="phone"),
        headers={"HX-Request": "true", "HX-Target": "order-who"},
    ).text  # fmt: skip
    assert "No name is needed here" not in part
    assert "No contact details, so no" not in part
    refused = desk.post("/desk/wren/orders/new/", typed(rose, channel="phone"))
    assert refused.status_code == 409
    assert "A phone number or an e-mail address is needed" in refused.text
    assert not Order.objects.exists()


def test_a_contact_without_a_name_is_refused_at_its_field(desk, store):
    refused = desk.post("/desk/wren/orders/new/", typed(a_product(store), email="anna@example.com"))
    assert refused.status_code == 409
    assert "Enter a name as well" in refused.text
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"), [("", "Walk-in"), ("Anna", "Anna"), ("<b>Eve</b>", "&lt;b&gt;Eve")]
)
def test_the_board_the_list_and_the_page_say_who_as_far_as_they_know(desk, store, name, shown):
    """C1: the first name on the card; no "3rd order", whoever else walked in."""
    for _ in range(3):
        order = a_walk_in(store, name)
    for path in (
        "/desk/wren/board/",
        "/desk/wren/orders/",
        here(order),
        here(order, "ticket/"),
        here(order, "change/"),
    ):
        page = desk.get(path).text
        assert shown in page, path
        assert "3rd order" not in page
        assert "<b>Eve" not in page
    assert (name == "Anna") == (f">{order.number}</a>" in desk.get("/desk/wren/orders/?q=anna").text)
    assert shown not in desk.get("/desk/wren/customers/").text


def test_the_page_of_the_order_says_plainly_that_nobody_is_written_to(desk, store):
    """No other walk-in stands beside it, and nothing on it promises a letter."""
    other, order = a_walk_in(store, "Anna"), a_walk_in(store, "Anna")
    page = desk.get(here(order)).text
    assert "No contact details were given, so no messages are sent." in page
    assert here(other) not in page
    assert "Add contact details" in page
    assert here(order, "receipt/") in page
    assert not any(promise in page for promise in PROMISES)
    for what, fields in (
        ("advance", {}),
        ("hold", {"why": "Rain"}),
        ("resume", {}),
        ("cancellation", {"why": "Rain"}),
    ):
        page = desk.post(here(order, f"{what}/"), {"back": here(order), **fields}, follow=True)
        assert page.status_code == 200
        assert [promise for promise in PROMISES if promise in page.text] == [], what
    assert "No message is sent." in page.text
    assert not Message.objects.filter(to="customer").exists()


def test_held_for_review_it_is_confirmed_by_hand_and_told_by_hand(desk, store):
    Store.objects.update(review_rules={"every": True})
    store.refresh_from_db()
    order = a_walk_in(store, "Anna")
    page = desk.get(here(order)).text
    assert not any(promise in page for promise in (*PROMISES, "was told"))
    answer = desk.post(here(order, "confirmation/"), {"back": here(order)}, follow=True).text
    assert f"Order {order.number} is confirmed. No message is sent." in answer


def test_a_contact_is_written_down_on_the_page_of_the_order(desk, store):
    order = a_walk_in(store, "Anna")
    fields = {
        "back": here(order),
        "seen": "1",
        "version": "1",
        "name": "Anna Berg",
        "email": "anna@example.com",
    }
    page = desk.post(here(order, "contact/"), fields, follow=True).text
    assert "The confirmation is sent to anna@example.com." in page
    assert "Add contact details" not in page
    order.refresh_from_db()
    assert (order.customer, order.version) == (Customer.objects.get(), 2)
    assert Message.objects.filter(to="customer", kind="confirmation").count() == 1
    again = desk.post(here(order, "contact/"), fields, follow=True).text
    assert "Somebody changed this order" in again
    assert Message.objects.filter(to="customer").count() == 1


def test_who_cannot_be_written_down_is_said_and_nothing_happens(desk, store):
    order = a_walk_in(store)
    for fields in ({"email": "anna@"}, {"email": "anna@example.com"}, {"name": "Anna", "phone": "12"}):
        page = desk.post(
            here(order, "contact/"), {"back": here(order), "version": "1", **fields}, follow=True
        )
        assert page.status_code == 200
    nothing = desk.post(here(order, "contact/"), {"back": here(order), "version": "1"}, follow=True).text
    assert "Nothing is different" in nothing
    assert not Customer.objects.exists()


def test_the_change_panel_names_a_walk_in_and_finds_a_contact_for_them(desk, store):
    order = a_walk_in(store)
    form = {
        "seen_version": "1", "line": "k1", "k1-key": "1", "k1-quantity": "2", "k1-price": "39.00", "k1-was": "39.00",
        "fulfilment_method": "pickup", "payment": "pickup", "name": "Anna", "email": "anna@example.com", "phone": "",
    }  # fmt: skip
    variant = order.lines.get().variant_id
    effects = desk.post(here(order, "change/preview/"), {**form, "k1-variant": str(variant)}).text
    assert "Your order is confirmed" in effects
    assert "Your order has changed" not in effects


def test_the_confirmation_on_paper_says_what_a_letter_would(desk, store):
    """A1, A2: number, lines, sums, when, what next, whom to call, and the way to the order's page."""
    wreath = LineInput(quantity=2, variant=a_product(store, "Dried wreath").pk)
    order = a_walk_in(store, "Anna", lines=[wreath])
    page = desk.get(here(order, "receipt/")).text
    for sentence in (
        str(order.number),
        "Dried wreath",
        "€78.00",
        "€5.10",
        "Pay when you collect it",
        "+49 30 1234567",
        "Bring the number",
    ):
        assert sentence in page, sentence
    assert f"/o/{token_of(order)}/" in page
    assert "<svg" in page
    assert not any(promise in page for promise in PROMISES)
    mailed = an_order(store).order
    assert "writes to anna@example.com" in desk.get(here(mailed, "receipt/")).text


def test_the_paper_is_in_the_customers_language_and_its_buttons_in_mine(desk, store):
    order = a_walk_in(store, language="de")
    page = desk.get(here(order, "receipt/")).text
    assert "Bei der Abholung bezahlen" in page
    assert "Back to the order" in page


def test_the_link_is_for_those_who_may_hand_it_out(client, store):
    order = a_walk_in(store)
    client.force_login(a_person(store, Role.FULFILMENT)[0])
    page = client.get(here(order, "receipt/"))
    assert page.status_code == 200
    assert "/o/" not in page.text
    client.force_login(a_person(a_store())[0])
    assert client.get(here(order, "receipt/")).status_code == 404


def test_whoever_opens_the_page_on_the_paper_is_promised_no_letter(desk, client, store):
    """C4, A6: they may say that it looks right and write to the store; the answer stands on that page."""
    order = a_walk_in(store)
    there = f"/o/{token_of(order)}/"
    for rest in ("", "thanks/"):
        page = client.get(there + rest)
        assert page.status_code == 200
        assert not any(promise in page.text for promise in (*PROMISES, "in your e-mail"))
    request = make_request(
        actor=holder(store.pk, order.pk, ""), number=order.number, kind="message", text="Open on Sunday?",
        channel="page", now=timezone.now(),
    )  # fmt: skip
    assert "Walk-in wrote" in desk.get(here(order)).text
    page = desk.post(
        here(order, f"requests/{request.pk}/"), {"back": here(order), "answer": "answered", "text": "Until noon"},
        follow=True,
    )  # fmt: skip
    assert "Your answer is shown on the order page." in page.text
    assert "Until noon" in client.get(there).text


def test_a_finished_order_can_still_be_sent_to_whoever_asks_for_it(desk, store):
    order = a_walk_in(store, "Anna")
    advance_order(actor=an_actor(store), number=order.number, to="done", now=timezone.now())
    assert "Add contact details" in desk.get(here(order)).text
    fields = {"back": here(order), "version": "1", "name": "Anna", "email": "anna@example.com"}
    assert "is sent to anna@example.com" in desk.post(here(order, "contact/"), fields, follow=True).text
