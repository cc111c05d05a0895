"""Taps and keys that come twice are one step, on the board and on an order's page (C2)."""

import pytest
from playwright.sync_api import Locator, Page, expect

from kept.orders.models import Order
from kept.stores.models import Store
from tests.faces.desk.browser import mia as mia
from tests.faces.desk.browser import store as store
from tests.faces.desk.browser import visit as visit
from tests.rig.factory import a_product, an_order

pytestmark = pytest.mark.django_db(transaction=True)


def column(page: Page, status: str):
    return page.locator(f'[data-column="{status}"]')


@pytest.mark.parametrize("pause", [150, 400, 800])
def test_a_double_tap_is_one_step_of_one_order(visit, store: Store, pause: int):
    """C2: the next step or card that slides under the finger is left alone by its second tap; later it is meant."""
    product = a_product(store)
    alone, _first, _second = (an_order(store, product).order for _ in range(3))
    status = Order.objects.filter(store=store).order_by("number").values_list("status", flat=True)
    page = visit(f"/desk/wren/orders/{alone.number}/", "phone", has_touch=True)
    tap(page, page.get_by_role("button", name="Start"), pause)
    expect(page.get_by_role("button", name="Ready")).to_be_visible()  # the place rests from here on
    page.wait_for_timeout(1500)
    assert list(status.all()) == ["preparing", "received", "received"]
    tap(page, page.get_by_role("button", name="Ready"))
    expect(page.get_by_role("button", name="Handed over")).to_be_visible()
    page.goto(page.url.replace(f"orders/{alone.number}", "board"))
    waiting = column(page, "received").locator("[data-advance]")
    tap(page, waiting.first, pause)
    expect(waiting).to_have_count(1)
    page.wait_for_timeout(1500)
    assert list(status.all()) == ["ready", "preparing", "received"]
    tap(page, waiting.first)
    expect(waiting).to_have_count(0)
    assert list(status.all()) == ["ready", "preparing", "preparing"]


def test_a_double_tap_is_one_step_while_the_server_is_slow(visit, store: Store):
    """C2: the second tap comes down before the answer to the first has."""
    product = a_product(store)
    for _ in range(2):
        an_order(store, product)
    status = Order.objects.filter(store=store).order_by("number").values_list("status", flat=True)
    page = visit("/desk/wren/board/", "phone", has_touch=True)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions",
                 {"offline": False, "latency": 1200, "downloadThroughput": -1, "uploadThroughput": -1})  # fmt: skip
    waiting = column(page, "received").locator("[data-advance]")
    tap(page, waiting.first, 300)
    expect(waiting).to_have_count(1)
    page.wait_for_timeout(3000)  # a second request would have had its answer
    assert list(status.all()) == ["preparing", "received"]


def test_a_key_held_down_is_one_step_and_typed_again_the_next(visit, store: Store):
    product = a_product(store)
    first, second = (an_order(store, product).order for _ in range(2))
    page = visit("/desk/wren/board/")
    page.keyboard.press("j")
    for _ in range(3):
        page.keyboard.down("e")
        page.wait_for_timeout(100)
    page.keyboard.up("e")
    expect(column(page, "preparing").locator(f"#order-{first.number}")).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("e")
    expect(column(page, "preparing").locator(f"#order-{second.number}")).to_be_visible()


def tap(page: Page, what: Locator, *pauses: int) -> None:
    """With one finger at one place: once, and again after each of the pauses (milliseconds)."""
    box = what.bounding_box()
    assert box
    for pause in (0, *pauses):
        page.wait_for_timeout(pause)
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
