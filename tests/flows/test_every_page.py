"""Every page in a real browser, on a phone and at a desk, light and dark: axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.flows.conftest import Town, link_in

pytestmark = [pytest.mark.slow]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHOP = ("/", "/s/bench/", "/s/bench/p/thing-0/", "/s/bench/basket/", "/s/bench/checkout/", "/s/bench/terms/")
SIGN_IN = ("/accounts/login/", "/accounts/password/reset/", "/nothing/here/", "/api/v1/docs")
DESK = (
    "", "board/", "orders/", "orders/new/", "orders/{number}/", "orders/{number}/change/",
    "orders/{number}/ticket/", "orders/{number}/versions/1/", "products/", "products/new/", "stock/",
    "customers/", "settings/",
    "settings/words/", "settings/review/", "settings/messages/", "settings/hours/",
    "settings/ways/", "settings/people/", "settings/keys/", "settings/webhooks/",
)  # fmt: skip


def complaints(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    said = [f"{one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in found]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        said.append("something sticks out")
    return said


def walk(page: Page, paths: tuple[str, ...]) -> list[str]:
    """What is wrong on each of the pages."""
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += [f"{path}: {said}" for said in complaints(page)]
    return wrong


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desk", "light")])
def test_shop_order_page_and_sign_in(town: Town, size, theme):
    page = town.browser(size, theme)
    page.goto("/s/bench/p/thing-0/")
    page.get_by_role("button", name="Into the basket").click()
    page.wait_for_url("**/basket/")
    number = town.order(f"Walker {size}")
    order = link_in(town.mails(f"Walker {size}", 1)[0])
    assert number
    assert walk(page, (*SHOP, *SIGN_IN, order, f"{order}thanks/", f"{order}versions/1/")) == []


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("desk", "dark")])
def test_the_desk(town: Town, size, theme):
    number = town.order(f"Sitter {size}")
    page = town.staff(size, theme)
    assert walk(page, tuple("/desk/bench/" + path.format(number=number) for path in DESK)) == []


def test_control_what_axe_must_find_is_found(town: Town):
    """A picture without words, a field without a name, pale words, something that sticks out."""
    page = town.browser("phone", "light")
    page.goto("/s/bench/")
    page.evaluate(
        """() => {
            const planted = document.createElement("div");
            planted.innerHTML = "<img src='/x.png'><input><p id='pale'>Hardly to be read</p><pre id='wide'>wide</pre>";
            document.querySelector("main").append(planted);
            document.getElementById("pale").style.color = "#d8d4ca";
            document.getElementById("wide").style.width = "200vw";
        }"""
    )
    found = " ".join(complaints(page))
    for rule in ("image-alt", "label", "color-contrast", "sticks out"):
        assert rule in found, found


def test_the_keyboard_alone_is_enough_to_move_an_order(town: Town):
    """C1: go to the board, choose the first order, advance it, take it back; no mouse."""
    town.order("Kim Keys")
    page = town.staff()
    page.keyboard.press("j")
    first = page.locator("[data-item]:has(:focus)")
    expect(first).to_have_count(1)
    name = first.get_by_role("link").first.get_attribute("id")
    column = page.locator(f"[data-column]:has(#{name})").get_attribute("data-column")
    page.keyboard.press("e")
    expect(page.locator(f'[data-column="{column}"] #{name}')).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator(f'[data-column="{column}"] #{name}')).to_have_count(1)
