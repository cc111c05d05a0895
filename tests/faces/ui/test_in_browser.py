"""The style page in a real browser: axe finds nothing, the keyboard alone is enough, nothing offends the policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.faces.ui.urls")]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = {"phone": {"width": 390, "height": 844}, "counter": {"width": 1440, "height": 900}}


@pytest.fixture
def page_on(chromium, live_server):
    """Opens a page and collects what the browser complains about; a complaint fails the test."""
    contexts, complaints = [], []

    def opened(address: str = "/style/", size: str = "counter", theme: str = "light", **options):
        context = chromium.new_context(
            viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("counter", "light")])
def test_axe_finds_nothing(page_on, size, theme):
    found = Axe().run(page_on(size=size, theme=theme), options=AXE).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_sticks_out(page_on, size):
    assert page_on(size=size).evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_targets_are_large_enough_for_a_thumb(page_on):
    small = page_on(size="phone").evaluate(
        """() => [...document.querySelectorAll('button, .btn, summary, input, select, .desk-nav a')]
            .filter(one => one.checkVisibility() && one.type !== 'hidden')
            .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
            .filter(([box]) => box.height > 1 && (box.height < 24 || box.width < 24))
            .map(([, html]) => html)"""
    )
    assert small == []


def test_without_script_nothing_is_offered_that_needs_it(page_on):
    page = page_on(java_script_enabled=False)
    assert page.locator(".stepper input").first.is_visible()
    assert not page.locator(".stepper button").first.is_visible()


def test_slash_searches_and_letters_typed_there_are_letters(page_on):
    page = page_on()
    page.keyboard.press("/")
    page.keyboard.type("g b?")
    expect(page.locator("[data-search]")).to_have_value("g b?")
    expect(page.locator("#keys")).to_be_hidden()


def test_two_keys_lead_to_a_place(page_on):
    page = page_on()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**#customers")


def test_j_and_k_move_x_selects_and_h_l_change_the_column(page_on):
    page = page_on()
    here = page.locator("[data-item]:focus-within")
    page.keyboard.press("j")
    expect(here).to_have_id("order-1042")
    page.keyboard.press("j")
    expect(here).not_to_have_id("order-1042")
    page.keyboard.press("k")
    expect(here).to_have_id("order-1042")
    page.keyboard.press("x")
    expect(page.locator("#order-1042 .pick")).to_be_checked()
    page.keyboard.press("l")
    expect(here).to_have_id("order-1039")
    page.keyboard.press("h")
    expect(here).to_have_id("order-1042")


def test_e_presses_the_button_that_advances(page_on):
    page = page_on()
    page.evaluate("document.querySelector('#order-1042 [data-advance]').addEventListener('click', event => {"
                  "event.preventDefault(); document.title = 'advanced' })")  # fmt: skip
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page).to_have_title("advanced")


def test_help_opens_and_can_switch_single_keys_off(page_on):
    page = page_on()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.uncheck("[data-single-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert not page.evaluate("document.activeElement.matches('[data-search]')")
    page.reload()
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible()


def test_the_palette_finds_by_beginnings_and_goes_there(page_on):
    page = page_on()
    page.keyboard.press("Control+k")
    page.keyboard.type("new or")
    expect(page.locator("#palette [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**#new")
    expect(page.locator("#palette")).to_be_hidden()


def test_the_palette_can_be_used_with_the_arrows(page_on):
    page = page_on()
    page.keyboard.press("Control+k")
    chosen = page.locator("#palette [aria-selected=true]")
    first = chosen.inner_text()
    page.keyboard.press("ArrowDown")
    expect(chosen).not_to_have_text(first, use_inner_text=True)
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_text(first, use_inner_text=True)
    page.keyboard.type("zzz")
    expect(page.locator("[data-palette-none]")).to_be_visible()


def test_the_stepper_stays_within_its_bounds(page_on):
    page = page_on()
    field = page.locator("#style-quantity")
    more = page.locator(".stepper:has(#style-quantity) [data-step='1']")
    for _press in range(10):
        more.click()
    expect(field).to_have_value("9")
    page.locator(".stepper:has(#style-quantity) [data-step='-1']").click()
    expect(field).to_have_value("8")


def test_the_chosen_theme_stays_and_is_there_from_the_first_byte(page_on):
    page = page_on()
    page.locator("header details.menu").last.locator("summary").click()
    page.click("[data-theme-to=dark]")
    answer = page.reload()
    assert '<html lang="en" data-theme="dark">' in answer.text()
    page.locator("header details.menu").last.locator("summary").click()
    page.click("[data-theme-to='']")
    assert "data-theme" not in page.reload().text().split(">")[1]


def test_a_message_shows_and_leaves(page_on):
    page = page_on("/toast/")
    toast = page.locator("#toasts .toast")
    expect(toast).to_have_text("Saved.")
    toast.wait_for(state="detached")


def test_what_can_be_undone_counts_down_and_z_takes_it_back(page_on):
    page = page_on()
    page.evaluate(
        """() => {
            const toast = document.querySelector('.toast[data-seconds]').cloneNode(true);
            toast.querySelector('form').addEventListener('submit', event => {
                event.preventDefault();
                document.title = 'undone';
            });
            document.getElementById('toasts').append(toast);
        }"""
    )
    expect(page.locator("#toasts [data-countdown]")).to_have_text("9")
    page.keyboard.press("z")
    expect(page).to_have_title("undone")


def test_a_menu_closes_when_one_looks_elsewhere(page_on):
    page = page_on()
    menu = page.locator("header details.menu").last
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").click()
    page.locator("h1").first.click()
    assert menu.get_attribute("open") is None
