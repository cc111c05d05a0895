"""A store that has just been opened: its shop says what is so, its desk what is missing (H1)."""

import pytest
from django.test import Client
from django.utils import timezone

from kept.orders.models import Order
from kept.promises.models import Closure, FulfilmentMethod
from kept.stores.actions.open_store import open_store
from kept.stores.inputs import StoreInput
from kept.stores.models import Store, User
from kept.stores.roles import Role
from tests.rig.factory import a_person, a_product
from tests.rig.visitor import filled_in, home, page_of, take

pytestmark = pytest.mark.django_db
NOT_YET = "The shop does not take orders yet."


@pytest.fixture
def mia() -> User:
    return User.objects.create_user("mia@florist.example", "correct horse battery", name="Mia")


@pytest.fixture
def fresh(mia: User) -> Store:
    """As `kept create-store` leaves it."""
    asked = StoreInput("Wren", "mia@florist.example", "DE", "EUR", "Europe/Berlin", "en", ("en",))
    return open_store(owner=mia, slug="newborn", details=asked, now=timezone.now())


@pytest.fixture
def desk(mia: User, fresh: Store) -> Client:
    client = Client()
    client.force_login(mia)
    return client


def steps(desk: Client) -> list[tuple[str, bool]]:
    return [(step.text, step.is_done) for step in desk.get("/desk/newborn/board/").context["first_steps"]]


def test_without_a_way_the_shop_says_that_it_takes_no_orders_yet(client: Client, fresh: Store):
    product = a_product(fresh, "Roses").product
    for page in (home(fresh), page_of(fresh, product)):
        shown = client.get(page).text
        assert NOT_YET in shown
        assert "Add to basket" not in shown


def test_what_is_in_the_basket_keeps_its_name_and_leads_to_no_checkout(client: Client, fresh: Store):
    take(client, fresh, a_product(fresh, "Roses"))
    basket = client.get(f"{home(fresh)}basket/").text
    assert NOT_YET in basket
    assert "Roses" in basket
    for untrue in ("No longer for sale", "To checkout", "Continue with what is available", "€0.00"):
        assert untrue not in basket
    assert client.get(f"{home(fresh)}checkout/")["Location"] == f"{home(fresh)}basket/"
    assert "Order for" not in client.post(f"{home(fresh)}checkout/", {"do": "place"}).text


def test_a_store_that_is_closed_on_every_day_promises_none_and_sells_nothing(
    client: Client, store: Store, wreath, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kept.promises.dates.HORIZON_DAYS", 1)
    Closure.objects.create(store=store, date=timezone.now().date())
    take(client, store, wreath)
    basket = client.get(f"{home(store)}basket/").text
    assert "No date can be promised at the moment" in basket
    assert wreath.product.title in basket
    assert "No longer for sale" not in basket
    assert client.get(f"{home(store)}checkout/")["Location"] == f"{home(store)}basket/"


def test_the_empty_board_names_what_is_missing_and_leads_there(desk: Client, fresh: Store):
    page = desk.get("/desk/newborn/board/").text
    assert [done for _text, done in steps(desk)] == [False, False, True]
    assert 'href="/desk/newborn/settings/fulfilment-methods/new/"' in page
    assert 'href="/desk/newborn/products/new/"' in page
    assert "order something in your own shop" not in page
    a_product(fresh, "Roses")
    assert [done for _text, done in steps(desk)] == [False, True, True]


def test_the_links_of_the_empty_board_are_for_those_who_may(fresh: Store, client: Client):
    client.force_login(a_person(fresh, Role.FULFILMENT)[0])
    page = client.get("/desk/newborn/board/").text
    assert "Set up delivery and pickup" in page
    assert "/settings/fulfilment-methods/new/" not in page
    assert "/products/new/" not in page


def test_once_nothing_is_missing_the_board_leads_to_the_shop_and_an_order_comes(
    client: Client, desk: Client, fresh: Store
):
    """By the forms of the desk, as a merchant goes."""
    a_fulfilment_method = {
        "name": "Pickup", "kind": "pickup", "pay_by": ["pickup"], "fee": "0", "days_least": "0", "days_most": "0",
    }  # fmt: skip
    made = desk.post("/desk/newborn/settings/fulfilment-methods/new/", a_fulfilment_method)
    assert made.status_code == 302, made.context["form"].errors
    roses = a_product(fresh, "Roses")
    page = desk.get("/desk/newborn/board/")
    assert page.context["first_steps"] == []
    assert f'href="{home(fresh)}"' in page.text
    take(client, fresh, roses)
    assert client.post(f"{home(fresh)}checkout/", filled_in(client, fresh)).status_code == 302
    assert Order.objects.get(store=fresh).customer_name == "Anna Berg"
    assert FulfilmentMethod.objects.get(store=fresh).code == "pickup"
    assert not desk.get("/desk/newborn/board/").context["is_new"]


def test_a_paused_shop_is_a_step_of_an_empty_board(desk: Client, fresh: Store):
    Store.objects.filter(pk=fresh.pk).update(open_for_orders=False)
    assert steps(desk)[2] == ("Open the shop for orders", False)
