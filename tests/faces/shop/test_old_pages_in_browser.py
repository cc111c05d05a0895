"""Back, two tabs, a double tap and a slow network, in a real browser: one order each, and no basket is lost (H1)."""

import threading

import pytest
from playwright.sync_api import Page, expect

from kept.faces.shop import placing
from kept.orders.models import Order
from kept.orders.queries import terms_of
from tests.rig.factory import a_product
from tests.rig.visitor import home, page_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def page(chromium, live_server):
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, locale="en-GB")
    opened = context.new_page()
    opened.shop = live_server.url
    yield opened
    context.close()


@pytest.fixture
def candle(store):
    return a_product(store, "Beeswax candle", price=900, stock=50)


def put_in(page: Page, shop: str, store, variant) -> None:
    page.goto(shop + page_of(store, variant.product))
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/basket/")


def fill_in(page: Page) -> None:
    page.get_by_role("button", name="To checkout").click()
    page.wait_for_url("**/checkout/")
    page.get_by_label("Pickup").check()
    page.get_by_label("Your name").fill("Anna Berg")
    page.get_by_label("E-mail").fill("anna@example.com")
    page.get_by_label("Pay when you collect it").check()


def order_button(page: Page):
    return page.get_by_role("button", name="Order for")


def in_basket(page: Page, shop: str, store) -> str:
    page.goto(f"{shop}{home(store)}basket/")
    return page.locator("main").inner_text()


def test_back_to_the_checkout_of_the_last_order_keeps_the_new_basket(
    page, live_server, store, wreath, candle
):
    shop = live_server.url
    put_in(page, shop, store, wreath)
    fill_in(page)
    order_button(page).click()
    page.wait_for_url("**/thanks/")
    tab = page.context.new_page()
    put_in(tab, shop, store, candle)
    page.go_back()
    page.wait_for_url("**/checkout/")
    expect(order_button(page)).to_be_visible()
    if "Dried wreath" in page.locator("main").inner_text():  # the page as the browser had kept it
        order_button(page).click()
        expect(page.get_by_text("Your basket has changed since")).to_be_visible()
        expect(page.get_by_role("link", name="See its confirmation")).to_be_visible()
    expect(page.locator("aside").get_by_text("Beeswax candle")).to_be_visible()
    assert Order.objects.count() == 1
    assert "Beeswax candle" in in_basket(tab, shop, store)


def test_a_tab_that_was_opened_before_the_other_added_something_orders_only_after_a_look(
    page, live_server, store, wreath, candle
):
    shop = live_server.url
    put_in(page, shop, store, wreath)
    fill_in(page)
    tab = page.context.new_page()
    put_in(tab, shop, store, candle)
    order_button(page).click()
    expect(page.get_by_text("Your basket has changed since")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Anna Berg")
    assert not Order.objects.exists()
    order_button(page).click()
    page.wait_for_url("**/thanks/")
    assert len(terms_of(Order.objects.get()).lines) == 2
    assert "Beeswax candle" not in in_basket(tab, shop, store)


def test_a_double_tap_on_a_slow_network_is_one_order(page, live_server, store, wreath, monkeypatch):
    shop = live_server.url
    put_in(page, shop, store, wreath)
    fill_in(page)
    slow, original = threading.Event(), placing.place_order

    def slowly(**asked):
        slow.wait(1)
        return original(**asked)

    monkeypatch.setattr(placing, "place_order", slowly)
    order_button(page).dblclick(no_wait_after=True)
    page.wait_for_url("**/thanks/")
    expect(page.get_by_role("heading", name="Thank you. Your order is confirmed.")).to_be_visible()
    assert Order.objects.count() == 1


def test_what_another_tab_adds_while_the_answer_is_on_its_way_stays(
    page, live_server, store, wreath, candle, monkeypatch
):
    shop = live_server.url
    put_in(page, shop, store, wreath)
    fill_in(page)
    begun, goes_on, original = threading.Event(), threading.Event(), placing.visitor

    def slowly(*asked, **named):
        begun.set()
        goes_on.wait(20)
        return original(*asked, **named)

    monkeypatch.setattr(placing, "visitor", slowly)
    order_button(page).click(no_wait_after=True)
    assert begun.wait(20)
    tab = page.context.new_page()
    put_in(tab, shop, store, candle)
    goes_on.set()
    page.wait_for_url("**/thanks/")
    assert [line.title for line in terms_of(Order.objects.get()).lines] == ["Dried wreath"]
    left = in_basket(tab, shop, store)
    assert "Beeswax candle" in left
    assert "Dried wreath" not in left
