"""Whose an order is, at the desk and over the API: a guess that one tap makes certain, and another takes back (G1)."""

import pytest
from django.test import Client

from kept.customers.models import Customer
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.models import Order
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.rig.factory import a_person, a_phone_order, a_store, an_order
from tests.rig.program import Program
from tests.rig.visitor import text

pytestmark = pytest.mark.django_db

VERA = CustomerInput("Vera Holm", "vera@example.com", "030 1112223")


@pytest.fixture
def store() -> Store:
    return a_store(slug="wren")


@pytest.fixture
def desk(client: Client, store: Store) -> Client:
    client.force_login(a_person(store)[0])
    return client


@pytest.fixture
def guess(store: Store) -> Order:
    """The third order with Vera's address, by whoever typed it."""
    for _ in range(2):
        a_phone_order(store, customer=VERA)
    return an_order(store, customer=CustomerInput("V. H.", VERA.email, "030 6667778")).order


@pytest.mark.parametrize("page", ["board/", "orders/{number}/", "orders/"])
def test_every_page_says_that_it_is_probably_the_third(desk: Client, guess: Order, page: str) -> None:
    assert "probably the 3rd order" in text(desk.get(f"/desk/wren/{page.format(number=guess.number)}"))


@pytest.mark.parametrize("page", ["board/", "orders/{number}/"])
def test_one_tap_makes_it_hers_and_one_takes_it_back(desk: Client, guess: Order, page: str) -> None:
    here, one = f"/desk/wren/{page.format(number=guess.number)}", f"/desk/wren/orders/{guess.number}/"
    assert "It is Vera Holm" in text(desk.get(here))
    desk.post(f"{one}customer/", {"back": here, "seen": str(guess.revision)})
    guess.refresh_from_db()
    assert (guess.customer_proven, guess.customer_order_no) == (True, 3)
    shown = text(desk.get(here))
    assert "It is Vera Holm" not in shown
    assert "probably" not in shown
    assert "Split again" in text(desk.get(one))
    desk.post(f"{one}customer/split/", {"back": here, "seen": str(guess.revision)})
    guess.refresh_from_db()
    assert not guess.customer_proven
    assert "It is Vera Holm" in text(desk.get(here))


def test_the_tap_on_an_order_that_has_changed_since_joins_nothing(desk: Client, guess: Order) -> None:
    desk.post(f"/desk/wren/orders/{guess.number}/customer/", {"seen": str(guess.revision + 1)})
    assert not Order.objects.get(pk=guess.pk).customer_proven


def test_a_known_number_with_a_new_address_is_probably_her_and_becomes_her(
    desk: Client, store: Store
) -> None:
    vera = a_phone_order(store, customer=VERA).order.customer
    order = an_order(store, customer=CustomerInput("V. H.", "new@example.com", VERA.phone)).order
    one = f"/desk/wren/orders/{order.number}/"
    for page in ("/desk/wren/board/", one):
        shown = text(desk.get(page))
        assert "probably Vera Holm" in shown
        assert "It is Vera Holm" in shown
    record = f"/desk/wren/customers/{order.customer_id}/"
    assert "probably" in text(desk.get(record))
    assert "Nobody knows yet who this is" in text(desk.get(record))
    assert "unproven" in text(desk.get("/desk/wren/customers/"))
    desk.post(f"{one}customer/")
    assert Order.objects.get(pk=order.pk).customer == vera
    assert desk.get(record)["Location"] == f"/desk/wren/customers/{vera.pk}/"


def test_a_merge_is_split_on_the_customers_page(desk: Client, store: Store) -> None:
    vera = a_phone_order(store, customer=VERA).order.customer
    other = a_phone_order(store, customer=CustomerInput("V. Holm", "v@example.com")).order.customer
    page = f"/desk/wren/customers/{vera.pk}/"
    desk.post(f"{page}merge/", {"other": str(other.pk)})
    assert "Split again" in text(desk.get(page))
    desk.post(f"{page}merges/{other.pk}/split/")
    assert Customer.objects.get(pk=other.pk).merged_into is None
    assert (vera.orders.count(), other.orders.count()) == (1, 1)
    assert "Split again" not in text(desk.get(page))


def test_who_may_not_write_customers_reads_it_and_taps_nothing(
    client: Client, store: Store, guess: Order
) -> None:
    client.force_login(a_person(store, Role.FULFILMENT)[0])
    for page in ("board/", f"orders/{guess.number}/"):
        shown = text(client.get(f"/desk/wren/{page}"))
        assert "probably the 3rd order" in shown
        assert "It is Vera Holm" not in shown


def test_programs_are_told_what_is_a_guess_and_say_whose_it_is(store: Store, guess: Order) -> None:
    till = Program(store)
    path = f"/orders/{guess.number}"
    buyer = till.get(path).json()["buyer"]
    assert (buyer["customer_proven"], buyer["customer_order_no"]) == (False, None)
    assert till.get(f"/customers/{buyer['id']}").json()["orders_count"] == 2
    joined = till.call("PUT", f"{path}/customer").json()["buyer"]
    assert (joined["customer_proven"], joined["customer_order_no"]) == (True, 3)
    assert till.call("PUT", f"{path}/customer").json()["code"] == "nothing_to_join"
    assert till.call("DELETE", f"{path}/customer").json()["buyer"]["customer_proven"] is False
    assert till.call("DELETE", f"{path}/customer").json()["code"] == "nothing_to_split"
    events = [one["type"] for one in till.get(f"{path}/events").json()["items"]]
    assert {"customer.proven", "customer.doubted"} <= set(events)


def test_a_program_splits_what_it_merged(store: Store) -> None:
    till = Program(store)
    one = a_phone_order(store, customer=VERA).order.customer_id
    other = a_phone_order(store, customer=CustomerInput("V. Holm", "v@example.com")).order.customer_id
    assert till.post(f"/customers/{one}/merges", {"duplicate": other}).json()["orders_count"] == 2
    assert till.call("DELETE", f"/customers/{one}/merges/{other}").json()["orders_count"] == 1
    assert till.get(f"/customers/{other}").json()["id"] == other
    assert till.call("DELETE", f"/customers/{one}/merges/{other}").status_code == 404
