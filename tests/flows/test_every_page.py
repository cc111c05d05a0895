"""Every page in a real browser, on a phone and at a desk, light and dark: axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.flows.conftest import SIZES, Town, link_in

pytestmark = [pytest.mark.slow, pytest.mark.wall_clock]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHOP = ("/", "/s/bench/", "/s/bench/p/thing-0/", "/s/bench/basket/", "/s/bench/checkout/", "/s/bench/terms/")
SIGN_IN = ("/accounts/login/", "/accounts/password/reset/", "/nothing/here/", "/api/v1/docs")
DESK = (
    "", "board/", "findings/", "findings/?show=settled",
    "orders/", "orders/new/", "orders/{number}/", "orders/{number}/change/",
    "orders/{number}/ticket/", "orders/{number}/versions/1/", "products/", "products/new/", "stock/",
    "customers/", "settings/",
    "settings/words/", "settings/review/", "settings/messages/", "settings/hours/",
    "settings/fulfilment-methods/", "settings/people/", "settings/keys/", "settings/webhooks/",
)  # fmt: skip


# Only these rules can come out differently in the other theme; the rest is asked once for each size.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

# Buttons fade from one theme's colour to the other's; halfway there is no colour to judge.
SETTLED = """async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}"""
PALE_IN_THE_DARK = """() => {
  const planted = new CSSStyleSheet();
  planted.replaceSync("@media (prefers-color-scheme: dark) { h1 { color: #333 !important } }");
  document.adoptedStyleSheets.push(planted);
}"""


def axe(page: Page, options: dict) -> list[str]:
    result = page.evaluate("options => axe.run(options)", {**options, "resultTypes": ["violations"]})
    return [f"{one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in result["violations"]]


def complaints(page: Page) -> list[str]:
    """Return what is wrong with this page at both sizes and in both themes."""
    page.evaluate(Axe().axe_script)
    problems = []
    for size, view in SIZES.items():
        page.set_viewport_size(view)
        for theme, options in (("light", AXE), ("dark", COLOURS)):
            page.emulate_media(color_scheme=theme)
            page.evaluate(SETTLED)
            problems += [f"{size}, {theme}: {one}" for one in axe(page, options)]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            problems.append(f"{size}: something sticks out")
    return problems


def walk(page: Page, paths: tuple[str, ...]) -> list[str]:
    """Return what is wrong on each of the pages."""
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += [f"{path}: {problem}" for problem in complaints(page)]
    return wrong


def test_shop_order_page_sign_in_and_mailbox(town: Town):
    page = town.browser()
    page.goto("/s/bench/p/thing-0/")
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/basket/")
    town.order("Walker")
    (mail,) = town.mails("Walker", 1)
    order = link_in(mail)
    hers = (order, f"{order}thanks/", f"{order}versions/1/")
    assert walk(page, (*SHOP, *SIGN_IN, *hers, town.catch(mail), "/mailbox/")) == []


def test_the_desk(town: Town):
    number = town.order("Sitter")
    page = town.staff()
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


def test_the_walk_notices_what_is_wrong_in_one_theme_only(town: Town):
    page = town.browser()
    page.goto("/accounts/login/")
    page.evaluate(PALE_IN_THE_DARK)
    assert [one.split(":")[0] for one in complaints(page)] == ["phone, dark", "desk, dark"]


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
