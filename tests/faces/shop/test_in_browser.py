"""The shop in a real browser: axe finds nothing, it works without script, nothing hostile ever runs."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from kept.catalog.models import Option, OptionGroup
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.replace_link import replace_link
from kept.orders.models import Acknowledgement, Order, Request
from kept.orders.queries import terms_of
from kept.stores.models import Store
from tests.rig.factory import a_product, a_store, an_actor, an_order
from tests.rig.visitor import home, page_of

pytestmark = pytest.mark.django_db(transaction=True)
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}

# A page that answers 404 or 422 is no complaint: a form that is sent back is meant to be.
_MEANT = re.compile(r"Failed to load resource: .* status of (404|422)")

HOSTILE = (
    "<script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=1">',
    "'><svg onload=window.hit=1>",
    "</textarea></title></style><script>window.hit=1</script>",
    "javascript:window.hit=1",
    "{{ store }}{% now 'Y' %}${window.hit=1}",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "\u202e gnp.exe ]]>--><!--",
)
ALL_OF_IT = " ".join(HOSTILE)
# Web addresses, and what turns the reading direction around, are refused in names and addresses.
IN_NAMES = HOSTILE[:4]


@pytest.fixture
def visit(chromium, live_server):
    """Opens a page; whatever the browser complains about, such as a refusal by the policy, fails the test."""
    contexts, complaints = [], []

    def opened(path: str, size: str = "phone", theme: str = "light", **options):
        context = chromium.new_context(
            viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce", locale="en-GB", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda box: (complaints.append(box.message), box.dismiss()))
        page.goto(live_server.url + path)
        return page

    opened.complaints = complaints
    yield opened
    for context in contexts:
        context.close()
    assert [one for one in complaints if not _MEANT.search(one)] == []


def into_basket(page) -> None:
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/basket/")


def place(page) -> None:
    page.get_by_role("button", name="Order for").click()
    page.wait_for_url("**/thanks/")


def flawless(page) -> None:
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "something sticks out"


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("desk", "dark")])
def test_every_page_is_flawless_on_the_way_to_an_order(visit, store, bouquet, wreath, size, theme):
    page = visit(f"{home(store)}basket/", size, theme)
    for path in (f"{home(store)}?q=zzz", f"{home(store)}terms/", home(store)):
        flawless(page)
        page.goto(page.url.split("/s/")[0] + path)
    flawless(page)
    page.get_by_role("link", name="Seasonal bouquet").click()
    flawless(page)
    page.get_by_role("button", name="Add to basket").click()
    expect(page.get_by_text("Choose one.")).to_be_visible()
    flawless(page)
    page.get_by_label("White").check()
    page.get_by_label("Card text").fill("For Lotte")
    into_basket(page)
    flawless(page)
    page.get_by_role("button", name="To checkout").click()
    page.get_by_role("button", name="Order for").click()
    expect(page.locator(".field-error").first).to_be_visible()
    flawless(page)
    page.get_by_role("radio", name="Post").check()
    expect(page.get_by_label("Street and number")).to_be_visible()
    flawless(page)
    page.get_by_label("Pickup").check()
    expect(page.get_by_label("Street and number")).to_have_count(0)
    page.get_by_label("Your name").fill("Anna Berg")
    page.get_by_label("E-mail").fill("anna@example.com")
    page.get_by_label("Pay when you collect it").check()
    place(page)
    flawless(page)
    page.get_by_role("link", name="To your order page").click()
    flawless(page)
    page.get_by_role("button", name="Looks right").click()
    expect(page.get_by_text("Thank you for confirming")).to_be_visible()
    page.get_by_label("In your own words").fill("Two, please")
    page.get_by_role("button", name="Send to the store").click()
    expect(page.get_by_text("not answered yet")).to_be_visible()
    flawless(page)
    assert Acknowledgement.objects.count() == 1


def test_the_shops_name_stands_on_one_line_beside_a_full_basket(visit, store, bouquet):
    """On a phone, with a logo, and with the longer word for the basket."""
    page = visit(home(store) + "?lang=de")
    page.get_by_role("link", name="Seasonal bouquet").click()
    page.get_by_label("White").check()
    page.locator("main form button.btn-main").click()
    expect(page.locator(".cart-count")).to_be_visible()
    name = page.locator(".shop-name span")
    name.evaluate("(one) => one.before(Object.assign(new Image(), { width: 44, height: 44 }))")
    assert name.bounding_box()["height"] < 1.5 * 22


def test_the_front_page_and_the_missing_page_are_flawless(visit, store):
    a_store()
    page = visit("/")
    flawless(page)
    page.goto(page.url + "o/nothing/")
    flawless(page)


def test_what_was_typed_survives_a_change_of_way_and_country(visit, store, wreath):
    page = visit(page_of(store, wreath.product))
    into_basket(page)
    page.get_by_role("button", name="To checkout").click()
    page.get_by_label("Your name").fill("Anna Berg")
    page.get_by_role("radio", name="Post").check()
    page.get_by_label("Street and number").fill("1 Main St")
    page.get_by_label("Country").focus()  # as whoever chooses there has it
    page.get_by_label("Country").select_option("US")
    expect(page.get_by_label("ZIP code")).to_be_visible()
    expect(page.get_by_label("Country")).to_be_focused()
    expect(page.get_by_label("Street and number")).to_have_value("1 Main St")
    expect(page.get_by_label("Your name")).to_have_value("Anna Berg")
    expect(page.get_by_role("button", name="Order for")).to_contain_text("€51.40")


def test_a_whole_order_without_script(visit, store, bouquet):
    """H1: product, basket, another way and country, order, acknowledge, write: buttons and forms alone."""
    page = visit(page_of(store, bouquet), java_script_enabled=False)
    page.get_by_label("Red").check()
    into_basket(page)
    page.get_by_role("spinbutton", name="how many").fill("2")
    with page.expect_navigation():
        page.get_by_role("button", name="Update", exact=True).click()
    page.get_by_role("button", name="To checkout").click()
    page.wait_for_url("**/checkout/")
    page.get_by_label("Your name").fill("Anna Berg")
    page.get_by_role("radio", name="Post").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Show the fields for this choice").click()
    page.get_by_label("Country").select_option("US")
    with page.expect_navigation():
        page.get_by_role("button", name="Use this country's form").click()
    page.get_by_label("Street and number").fill("1 Main St")
    page.get_by_label("Town").fill("Springfield")
    page.get_by_label("State").select_option("IL")
    page.get_by_label("ZIP code").fill("62701")
    page.get_by_label("E-mail").fill("anna@example.com")
    page.get_by_label("Bank transfer").check()
    place(page)
    expect(page.get_by_text("this is your confirmation")).to_be_visible()
    agreed = terms_of(Order.objects.get())
    assert (agreed.lines[0].quantity, agreed.customer.name) == (2, "Anna Berg")
    assert agreed.fulfilment.address["city"] == "Springfield"
    page.get_by_role("link", name="To your order page").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Looks right").click()
    page.get_by_label("In your own words").fill("Ring twice")
    page.get_by_role("button", name="Send to the store").click()
    expect(page.get_by_text("not answered yet")).to_be_visible()
    assert Request.objects.get().text == "Ring twice"


def test_the_price_follows_what_is_chosen(visit, store, bouquet):
    """H1: what an answer adds stands in the price at once, and the basket comes to the same."""
    page = visit(page_of(store, bouquet))
    price = page.locator("[data-sum]")
    expect(price).to_have_text("from €39.00")
    page.get_by_label("Clay vase").check()
    expect(price).to_have_text("€54.00")
    page.get_by_label("No, thank you").check()
    expect(price).to_have_text("€39.00")
    page.get_by_label("Clay vase").check()
    page.get_by_label("Red").check()
    into_basket(page)
    expect(page.locator(".cart-line .price")).to_have_text("€54.00")


def test_enter_in_a_field_orders_nothing(visit, store, wreath):
    page = visit(page_of(store, wreath.product))
    into_basket(page)
    page.get_by_role("button", name="To checkout").click()
    page.get_by_label("Pay when you collect it").check()
    page.get_by_label("Your name").fill("Anna Berg")
    page.get_by_label("E-mail").fill("anna@example.com")
    with page.expect_navigation():
        page.get_by_label("E-mail").press("Enter")
    expect(page.get_by_label("E-mail")).to_have_value("anna@example.com")
    assert not Order.objects.exists()


def test_the_message_button_lands_on_the_one_question(visit, store):
    placed = an_order(store)
    page = visit(f"/o/{placed.token}/?right")
    expect(page.get_by_role("button", name="Looks right")).to_be_focused()
    assert not Acknowledgement.objects.exists()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you for confirming")).to_be_visible()
    assert Acknowledgement.objects.count() == 1


def test_an_open_order_page_follows_the_work(visit, store):
    placed = an_order(store)
    page = visit(f"/o/{placed.token}/")
    page.get_by_label("In your own words").fill("Half a sentence")
    expect(page.locator('[aria-current="step"]')).to_contain_text("Agreed")
    advance_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator('[aria-current="step"]')).to_contain_text("Preparing")
    expect(page.get_by_label("In your own words")).to_have_value("Half a sentence")


def test_an_open_order_page_asks_no_more_once_its_link_is_replaced(visit, store):
    """A forgotten tab would use up the tries of everybody who has its address."""
    placed = an_order(store)
    page = visit(f"/o/{placed.token}/")
    asked = []
    page.on("response", lambda answer: asked.append(answer.status) if "/live/" in answer.url else None)
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    with page.expect_response("**/live/**"):
        page.evaluate(look)
    replace_link(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    with page.expect_response("**/live/**"):
        page.evaluate(look)
    page.wait_for_timeout(300)
    page.evaluate(look)
    page.wait_for_timeout(500)
    assert asked == [204, 404]


def test_an_open_order_page_that_asked_too_often_waits_as_long_as_it_is_told(visit, store):
    placed = an_order(store)
    page = visit(f"/o/{placed.token}/")
    asked = []

    def too_many(route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=429, headers={"Retry-After": "60"})

    page.route("**/live/**", too_many)
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    with page.expect_response("**/live/**"):
        page.evaluate(look)
    page.wait_for_timeout(300)
    page.evaluate(look)
    page.wait_for_timeout(300)
    assert len(asked) == 1
    (said,) = visit.complaints
    assert "429" in said
    visit.complaints.clear()  # only what this test itself answered


# Hostile texts (reliability 16): what merchants and customers write is shown and never run.


def test_hostile_texts_are_shown_and_never_run(visit, db):
    store = a_store(name=ALL_OF_IT[:110], tagline=ALL_OF_IT[:190], about=ALL_OF_IT, policy=ALL_OF_IT)
    variant = a_product(
        store, ALL_OF_IT[:150], description=ALL_OF_IT, summary=ALL_OF_IT[:230], photo_words=ALL_OF_IT[:230],
        note_label=HOSTILE[1], tags=[HOSTILE[0], HOSTILE[1]],
    )  # fmt: skip
    group = OptionGroup.objects.create(store=store, product=variant.product, name=HOSTILE[3][:80])
    Option.objects.create(store=store, group=group, name=HOSTILE[1])
    page = visit(
        f"{home(store)}?q=%3Cscript%3Ewindow.hit=1%3C/script%3E&tag=%22%3E%3Csvg%20onload=window.hit=1%3E"
    )
    for path in (home(store), f"{home(store)}terms/", page_of(store, variant.product)):
        page.goto(page.url.split("/s/")[0] + path)
        assert page.evaluate("window.hit") is None
    page.get_by_label(HOSTILE[1]).first.check()
    page.locator("#id_note").fill(ALL_OF_IT)
    into_basket(page)
    page.get_by_role("button", name="To checkout").click()
    page.get_by_role("radio", name="Post").check()
    expect(page.get_by_label("Street and number")).to_be_visible()
    page.get_by_label("Bank transfer").check()
    for field in page.locator(
        "form input[type=text], form input[type=tel], form input[type=email], form textarea"
    ).all():
        if field.get_attribute("name") != "website":
            is_text = field.get_attribute("name") in ("note", "instructions")
            words = ALL_OF_IT if is_text else " ".join(IN_NAMES)
            field.fill(words[: int(field.get_attribute("maxlength") or 300)])
    page.get_by_role("button", name="Order for").click()
    expect(page.locator(".field-error").first).to_be_visible()
    assert page.evaluate("window.hit") is None
    page.get_by_label("E-mail").fill("anna@example.com")
    page.get_by_label("Phone").fill("")
    page.get_by_label("Postal code").fill("10115")
    place(page)
    assert page.evaluate("window.hit") is None
    page.get_by_role("link", name="To your order page").click()
    page.get_by_label("In your own words").fill(ALL_OF_IT)
    page.get_by_role("button", name="Send to the store").click()
    expect(page.get_by_text("not answered yet")).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert HOSTILE[0] in page.inner_text("main"), "shown as it was written"


def test_the_probe_notices_what_would_run(visit, store):
    """The control: markup that is not escaped is refused by the policy, and the refusal is a complaint."""
    page = visit(home(store))
    with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", HOSTILE[1])
    assert page.evaluate("window.hit") is None
    assert any("Content Security Policy" in one for one in visit.complaints)
    visit.complaints.clear()


def test_a_store_with_every_word_long_still_fits(visit, store, wreath):
    Store.objects.update(name="Donaudampfschifffahrtsgesellschaftskapitänsmützenhandlung")
    wreath.product.title = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 2
    wreath.product.save()
    for path in (home(store), page_of(store, wreath.product)):
        page = visit(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_basket_adds_up_while_one_counts(visit, store, bouquet, wreath):
    """Two quick steps count as two, a note that is being typed stays, and the place of the keyboard too (H1)."""
    page = visit(page_of(store, wreath.product))
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/basket/")
    expect(page.get_by_role("button", name="Update", exact=True)).to_be_hidden()
    more = page.get_by_role("button", name=re.compile("One more"))
    more.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".ledger-total .ledger-amount")).to_have_text("€139.50")
    expect(page.locator(".cart-count")).to_have_text("3")
    expect(more).to_be_focused()
    page.locator("[name^=quantity]").fill("0")
    page.locator("[name^=quantity]").blur()
    expect(page.get_by_role("heading", name="Your basket is empty")).to_be_visible()


def test_quick_steps_cannot_overtake_each_other_on_the_way_to_the_server(visit, store, wreath):
    page = visit(page_of(store, wreath.product))
    into_basket(page)
    held, sent = [], []
    page.route("**/basket/", lambda route: route.continue_() if held else held.append(route))
    page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    more = page.get_by_role("button", name=re.compile("One more"))
    more.click()
    more.click()
    page.wait_for_timeout(300)
    assert len(sent) == 1, "the second step waits for the first"
    held[0].continue_()
    expect(page.locator(".ledger-total .ledger-amount")).to_have_text("€139.50")
    page.reload()
    expect(page.locator("[name^=quantity]")).to_have_value("3")


def test_what_is_typed_while_the_form_is_drawn_anew_is_kept(visit, store, wreath):
    page = visit(page_of(store, wreath.product))
    page.get_by_role("button", name="Add to basket").click()
    page.goto(page.url.replace("basket", "checkout"))

    def slowly(route):
        page.get_by_label("Your name").fill("Anna Berg")
        route.continue_()

    page.route("**/checkout/", slowly)
    page.locator("[name=fulfilment_method][value=post]").check()
    expect(page.get_by_label("Street")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Anna Berg")
