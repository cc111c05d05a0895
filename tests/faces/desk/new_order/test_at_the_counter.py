"""An order at the counter by keyboard alone, in a real browser, with every key counted (H3: under 30 seconds)."""

import time

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from kept.orders.models import Line, Order
from kept.promises.models import Opening
from kept.stores.models import Store
from tests.faces.desk.browser import assert_flawless
from tests.rig.factory import a_person, a_product, a_store

pytestmark = pytest.mark.django_db(transaction=True)

# A slow hand, that of somebody who looks for each key; an average one needs 0.28 s (Card, Moran, Newell 1980).
SECONDS_PER_STROKE = 1.2


class Hand:
    """Presses keys on a page and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes, self.begun = page, 0, time.monotonic()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def type(self, text: str) -> None:
        self.press(*text)

    def seconds(self) -> float:
        """Return the time that the page took, plus what a slow hand would have taken."""
        return time.monotonic() - self.begun + self.strokes * SECONDS_PER_STROKE


@pytest.fixture
def store() -> Store:
    store = a_store(slug="wren")
    Opening.objects.filter(store=store).delete()  # always open: the clock of these tests is the real one
    for title, price in (("Garden roses", 450), ("Garden chair", 8900), ("Dried wreath", 3900)):
        a_product(store, title, price=price)
    return store


@pytest.fixture
def page(chromium, live_server, store: Store):
    client = Client()
    client.force_login(a_person(store)[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(f"{live_server.url}/desk/wren/board/")
    yield opened
    context.close()
    # A refused order is an answer, and the browser writes that down.
    assert [one for one in complaints if not one.startswith("htmx:") and "409" not in one] == []


def ready_to_find(page: Page) -> None:
    """Wait until keys go into the search: a browser moves the focus there only once it has drawn the page."""
    expect(page.locator("#new-find")).to_be_focused()


def lines() -> list[tuple[int, str]]:
    return list(Line.objects.order_by("order_id", "id").values_list("quantity", "title"))


def test_a_stranger_buys_two_bunches_of_roses_in_nine_strokes(page: Page):
    """From the board to the number that is said across the counter."""
    hand = Hand(page)
    hand.press("n")
    page.wait_for_url("**/orders/new/")
    ready_to_find(page)
    hand.type("gar r")
    hand.press("Enter", "Enter", "Control+Enter")
    page.wait_for_url("**/placed/1001/")
    expect(page.get_by_role("heading", name="Order 1001 is placed")).to_be_visible()
    assert lines() == [(2, "Garden roses")]
    assert Order.objects.get().customer_id is None
    assert hand.strokes == 9
    assert hand.seconds() < 30
    assert_flawless(page)


def test_the_next_one_begins_with_enter_and_paper_with_p(page: Page, live_server):
    page.goto(f"{live_server.url}/desk/wren/orders/new/")
    ready_to_find(page)
    hand = Hand(page)
    hand.type("wre")
    hand.press("Enter", "Control+Enter")
    page.wait_for_url("**/placed/1001/")
    expect(page.get_by_role("link", name="Next order")).to_be_focused()
    hand.press("Enter")
    page.wait_for_url("**/orders/new/?channel=counter")
    ready_to_find(page)
    hand.type("wre")
    hand.press("Enter", "Control+Enter")
    page.wait_for_url("**/placed/1002/")
    assert hand.strokes == 11
    hand.press("p")
    page.wait_for_url("**/1002/receipt/")
    expect(page.get_by_role("button", name="Print")).to_be_focused()
    assert_flawless(page)


def test_enter_in_a_name_adds_nothing_and_the_name_stands_on_the_card(page: Page, live_server):
    page.goto(f"{live_server.url}/desk/wren/orders/new/")
    ready_to_find(page)
    hand = Hand(page)
    hand.type("wre")
    hand.press("Enter")
    expect(page.locator("#order-sum")).to_contain_text("Place · €39.00")
    while page.evaluate("document.activeElement.name") != "name":
        hand.press("Tab")
    hand.type("Anna")
    hand.press("Enter")
    expect(page.locator("#order-sum")).to_contain_text("No contact details, so no message is sent.")
    expect(page.locator("#order-sum")).to_contain_text("Place · €39.00")
    hand.press("Control+Enter")
    page.wait_for_url("**/placed/1001/")
    assert hand.strokes <= 19
    assert hand.seconds() < 30
    assert lines() == [(1, "Dried wreath")]
    page.goto(f"{live_server.url}/desk/wren/board/")
    expect(page.locator("#order-1001")).to_contain_text("Anna")


def test_on_the_telephone_the_same_key_asks_who_it_is(page: Page, live_server):
    page.goto(f"{live_server.url}/desk/wren/orders/new/?channel=phone")
    ready_to_find(page)
    hand = Hand(page)
    hand.type("wre")
    hand.press("Enter", "Control+Enter")
    expect(page.get_by_text("A phone number or an e-mail address is needed")).to_be_visible()
    assert_flawless(page)
    page.get_by_label("At the counter or a stall").check()
    expect(page.get_by_text("No name is needed here.")).to_be_visible()
    hand.press("Control+Enter")
    page.wait_for_url("**/placed/1001/")
    assert Order.objects.get().channel == "counter"
