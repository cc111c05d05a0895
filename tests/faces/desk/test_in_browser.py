"""The desk in a real browser: by keyboard alone, on a phone, in the dark, and axe finds nothing (C1, A4)."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from kept.catalog.models import OptionGroup
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.stores.actor import holder
from kept.stores.models import Store, User
from kept.stores.queries import store_for_staff
from kept.views.actions.save_view import save_view
from kept.views.actions.share_view import share_view
from tests.faces.desk.browser import SIZES, assert_flawless
from tests.faces.desk.browser import mia as mia
from tests.faces.desk.browser import store as store
from tests.faces.desk.browser import visit as visit
from tests.rig.factory import BERLIN, a_person, a_product, an_actor, an_order

pytestmark = pytest.mark.django_db(transaction=True)


def column(page: Page, status: str):
    return page.locator(f'[data-column="{status}"]')


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit, store: Store, size: str, theme: str):
    product = a_product(store, "Dried wreath")
    for _ in range(2):
        order = an_order(store, product).order
    advance_order(actor=an_actor(store), number=order.number, now=timezone.now())
    make_request(
        actor=holder(store.pk, order.pk, "Anna"), number=order.number, kind="change", text="Two, please",
        channel="page", now=timezone.now(),
    )  # fmt: skip
    Message.objects.filter(order_id=order.pk, kind="confirmation").update(state="failed", last_error="Gone")
    here = f"/desk/wren/orders/{order.number}/"
    page = visit("/desk/wren/board/", size, theme)
    assert_flawless(page)
    for path in ("/desk/wren/orders/", "/desk/wren/orders/?q=zoe", here, f"{here}change/", f"{here}ticket/",
                 f"{here}versions/1/", "/accounts/2fa/", "/accounts/password/change/"):  # fmt: skip
        page.goto(page.url.split("/desk/")[0].split("/accounts/")[0] + path)
        if path.endswith("change/") and "orders" in path:
            expect(page.locator("#effects")).to_contain_text("Nothing is different")
        assert_flawless(page)


def test_an_order_is_advanced_and_taken_back_by_keyboard_alone(visit, store: Store):
    product = a_product(store)
    first, second = an_order(store, product).order, an_order(store, product).order
    page = visit("/desk/wren/orders/")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/board/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#open-{second.number}")).to_be_focused()
    page.keyboard.press("e")
    expect(column(page, "preparing").locator(f"#order-{second.number}")).to_be_visible()
    expect(page.locator(f"#open-{second.number}")).to_be_focused()
    assert Message.objects.filter(order_id=second.pk, kind="preparing", state="queued").exists()

    page.keyboard.press("z")
    expect(column(page, "received").locator(f"#order-{second.number}")).to_be_visible()
    assert not Message.objects.filter(order_id=second.pk, kind="preparing").exists()

    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("group", name="With the selected orders").get_by_role("button", name="Advance").press(
        "Enter"
    )
    expect(column(page, "preparing").locator(f"#order-{first.number}")).to_be_visible()
    expect(column(page, "preparing").locator(f"#order-{second.number}")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type(str(first.number))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/orders/{first.number}/")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_saved_views_are_flawless_above_board_and_list(visit, store: Store, mia: User, size: str, theme: str):
    an_order(store, a_product(store))
    _store, owner = store_for_staff(mia, "wren")
    for number in range(6):
        words = (
            {"due": "today", "fulfilment_kind": "pickup"} if number else {"channel": "fax", "due": "today"}
        )
        view = save_view(actor=owner, name=f"Pickups of day {number}", words=words, now=timezone.now())
    for where in (
        "board/?due=late",
        f"board/?channel=fax&view={view.pk}",
        f"orders/?due=late&view={view.pk}",
    ):
        page = visit(f"/desk/wren/{where}", size, theme)
        assert_flawless(page)
        for menu in page.locator(".views details").all():
            menu.locator("summary").click()
            expect(menu.locator("> div")).to_be_in_viewport(ratio=1)
            assert_flawless(page)


@pytest.mark.parametrize("language", ["en-GB", "de-DE", "es-ES"])
def test_views_that_somebody_else_shares_do_not_widen_the_page_of_a_phone(visit, store: Store, language: str):
    """A label for screen readers alone stays within its tab, also where the tab is out of sight."""
    an_order(store, a_product(store))
    _person, nora = a_person(store)
    for name in ("Today's pickups", "Late", "Weddings"):
        view = save_view(actor=nora, name=name, words={"due": "today"}, now=timezone.now())
        share_view(actor=nora, view_id=view.pk, now=timezone.now())
    for where in ("board/", "orders/"):
        page = visit(f"/desk/wren/{where}", "phone", locale=language)
        expect(page.locator(".views .hear")).to_have_count(3)
        assert_flawless(page)


def test_a_view_is_saved_opened_and_removed_by_keyboard_alone(visit, store: Store, mia: User):
    order = an_order(store, a_product(store)).order
    page = visit("/desk/wren/board/?channel=phone")
    page.locator(".views summary", has_text="Save view").press("Enter")
    page.get_by_label("Name of the new view").press_sequentially("By phone")
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/?channel=phone&view=*")
    strip = page.get_by_role("navigation", name="Saved views")
    expect(strip.locator("[aria-current]")).to_have_text("By phone")
    page.locator("body").press("v")
    page.keyboard.press("0")
    page.wait_for_url("**/board/?view=all")
    expect(page.locator(f"#order-{order.number}")).to_be_visible()
    page.keyboard.press("v")
    page.keyboard.press("1")
    page.wait_for_url("**/board/?channel=phone&view=*")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("The first saved view")
    page.keyboard.press("Escape")
    page.locator(".views summary").last.press("Enter")
    page.get_by_role("button", name="Remove").press("Enter")
    page.wait_for_url("**/board/?view=all")
    expect(strip).to_have_count(0)
    page.keyboard.press("z")
    page.wait_for_url("**/board/?channel=phone&view=*")
    expect(strip.locator("[aria-current]")).to_have_text("By phone")


def test_news_appear_by_themselves_and_keep_what_is_selected(visit, store: Store):
    product = a_product(store)
    order = an_order(store, product).order
    page = visit("/desk/wren/board/")
    page.get_by_label(f"Select {order.number}").check()
    later = an_order(store, product).order
    expect(page.locator(f"#order-{later.number}")).to_be_visible(timeout=15_000)
    expect(page.get_by_label(f"Select {order.number}")).to_be_checked()


def test_on_a_phone_one_column_at_a_time(visit, store: Store):
    order = an_order(store).order
    page = visit("/desk/wren/board/", "phone")
    expect(column(page, "received")).to_be_visible()
    expect(column(page, "preparing")).to_be_hidden()
    page.locator(f"#order-{order.number} [data-advance]").click()
    expect(column(page, "received").locator(f"#order-{order.number}")).to_have_count(0)
    page.locator("#board-counts").get_by_text("Preparing").click()
    expect(column(page, "preparing").locator(f"#order-{order.number}")).to_be_visible()
    expect(column(page, "received")).to_be_hidden()


def test_a_change_shows_its_effects_while_it_is_typed_and_does_them(visit, store: Store):
    product = a_product(store, "Roses", stock=10)
    a_product(store, "Dried wreath", price=4650)
    order = an_order(store, product, quantity=1).order
    page = visit(f"/desk/wren/orders/{order.number}/")
    page.keyboard.press("c")
    page.wait_for_url("**/change/")
    page.get_by_role("button", name="One more: Roses, how many").click()
    expect(page.locator("#effects")).to_contain_text("Confirm version 2 and notify Anna Berg")
    page.get_by_label("Add something").press_sequentially("wrea")
    page.locator("#finds").get_by_text("Dried wreath").click()
    expect(page.locator("#effects")).to_contain_text("1 × Dried wreath")
    page.get_by_role("button", name="Confirm version 2 and notify Anna Berg").click()
    page.wait_for_url(f"**/orders/{order.number}/")
    expect(page.locator("#toasts")).to_contain_text("Version 2 is now the current one.")
    assert [(line.quantity, line.title) for line in terms_of(order, 2).lines] == [
        (2, "Roses"),
        (1, "Dried wreath"),
    ]


def test_on_a_phone_the_effects_of_a_change_stay_in_sight(visit, store: Store):
    """A4: two screens to the four effects, their line above the thumb meanwhile, and nothing under it is typed into."""
    order = an_order(store, a_product(store, "Roses", stock=10), quantity=1).order
    page = visit(f"/desk/wren/orders/{order.number}/change/", "phone", has_touch=True)
    page.get_by_role("button", name="One more: Roses, how many").tap()
    brief = page.locator("#change-brief")
    expect(brief).to_contain_text("1 from stock · Anna Berg is notified")
    expect(brief).to_be_in_viewport(ratio=1)
    top = "document.getElementById('effects').getBoundingClientRect().top + scrollY"
    assert page.evaluate(top) < 2 * SIZES["phone"]["height"]
    for fold in page.locator("[data-fold] > summary").all():
        fold.tap()
    fields = page.locator("#change-form .change-left").locator("input, select, textarea, button")
    for field in [one for one in fields.all() if one.is_visible()]:
        field.focus()
        assert field.evaluate(
            """(field) => {
              const bar = document.getElementById("change-brief").getBoundingClientRect();
              const own = field.getBoundingClientRect();
              return own.bottom <= bar.top || own.top >= bar.bottom;
            }"""
        ), field.get_attribute("id")
    brief.tap()
    expect(page.get_by_role("heading", name="What is agreed")).to_be_in_viewport()
    assert_flawless(page)


def test_a_wrong_field_in_a_folded_part_does_not_stop_the_form(visit, store: Store):
    """A4: the browser cannot point at what is folded and would be silent, so the desk says what is wrong."""
    order = an_order(store, a_product(store, "Roses", stock=10), quantity=1).order
    page = visit(f"/desk/wren/orders/{order.number}/change/", "phone", has_touch=True)
    who = page.locator("[data-fold] > summary").last
    who.tap()
    page.get_by_label("E-mail").fill("anna@@x")
    expect(page.locator("#change-brief")).to_contain_text("This is not an e-mail address.")
    who.tap()
    page.get_by_role("button", name="One more: Roses, how many").tap()
    expect(page.locator("#effects")).to_contain_text("This is not an e-mail address.")
    expect(page.locator("[data-fold]").last).to_have_attribute("open", "")


def test_on_a_wide_screen_and_without_script_nothing_of_a_change_is_folded(visit, store: Store):
    order = an_order(store).order
    page = visit(f"/desk/wren/orders/{order.number}/change/", java_script_enabled=False)
    for label in ("Fulfilment method", "Street and number", "E-mail", "Why it changes"):
        expect(page.get_by_label(label)).to_be_visible()
    expect(page.locator("#change-brief")).to_be_hidden()


def test_a_card_names_the_variant_and_not_only_the_product(visit, store: Store):
    """C1: which of them it is decides what is made, so it is not what the card leaves out."""
    large = a_product(store, "Custom arrangement")
    large.title = "Large"
    large.save()
    an_order(store, large)
    what = visit("/desk/wren/board/").locator(".order-what span").first
    assert what.text_content().endswith("Custom arrangement, Large")
    assert what.evaluate(
        "(one) => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight"
    )


def test_a_heading_stands_where_headings_stand_whoever_it_names(visit, store: Store):
    """A name from the right is read from the right, and its page is laid out as every other."""
    customer = an_order(store, customer=CustomerInput("محمد الأحمد", "mo@example.com")).order.customer
    page = visit(f"/desk/wren/customers/{customer.pk}/")
    heading, below = page.locator("h1").bounding_box(), page.locator("main section").first.bounding_box()
    assert heading["x"] == below["x"]


def test_a_label_is_not_broken_within_a_word(visit, store: Store, mia: User):
    """At least and at most, in the longer words of German."""
    product = a_product(store).product
    OptionGroup.objects.create(store=store, product=product, name="Vase", least=0, most=1)
    page = visit(f"/desk/wren/products/{product.pk}/", locale="de-DE")
    for word in ("Mindestens", "Höchstens"):
        label = page.locator("label", has_text=word)
        assert label.bounding_box()["height"] < 1.8 * 16, word


def test_cancelling_names_what_follows_and_asks(visit, store: Store):
    order = an_order(store).order
    page = visit(f"/desk/wren/orders/{order.number}/")
    page.get_by_label("More actions").click()
    page.get_by_role("link", name="Cancel the order").click()
    dialog = page.get_by_role("dialog", name=f"Cancel order {order.number}")
    expect(dialog).to_contain_text("The items go back to stock.")
    assert_flawless(page)
    dialog.get_by_role("button", name="Cancel the order and notify Anna Berg").click()
    expect(page.locator("#toasts")).to_contain_text("is cancelled")
    assert Order.objects.get(pk=order.pk).status == "cancelled"


def test_all_that_can_be_done_is_within_reach_of_a_thumb(visit, store: Store):
    """The menu beside the next step opens upwards on a phone, and every entry can be reached."""
    order = an_order(store).order
    page = visit(f"/desk/wren/orders/{order.number}/", "phone")
    page.locator(".thumb summary").click()
    for name in ("Print the ticket", "Print the packing slip"):
        expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Put on hold").click()
    expect(page.get_by_label("Reason for the hold")).to_be_focused()


def test_one_escape_closes_the_palette(visit, store: Store):
    page = visit("/desk/wren/board/")
    page.keyboard.press("Control+k")
    page.keyboard.type("or")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


# What Chromium writes for each page of a PDF.
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_ordinary_order_is_one_sheet_of_paper(visit, store: Store, theme: str):
    """B3: eight lines with their notes, the address and the customer's words, on A4 and on one length of receipt."""
    note = "Allergy: no lilies at all, they are poisonous to our cats. The bell sticks, please ring twice."
    shelf = [a_product(store, f"Seasonal bouquet {number}", note_label="Card") for number in range(8)]
    order = an_order(
        store, note=note, payment="delivery", fulfilment=FulfilmentInput("post", BERLIN, instructions=note),
        lines=[LineInput(quantity=2, variant=one.pk, note="Happy birthday, Mum") for one in shelf],
    )  # fmt: skip
    desk = f"/desk/wren/orders/{order.order.number}/"
    paper = (desk, f"{desk}ticket/", f"{desk}ticket/?as=slip", f"{desk}receipt/", f"/o/{order.token}/",
             f"/o/{order.token}/thanks/")  # fmt: skip
    page = visit(desk, theme=theme)
    home = page.url.removesuffix(desk)
    for path in paper:
        page.goto(home + path)
        assert len(PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True))) == 1, path
    page.goto(f"{home}{desk}ticket/")
    receipt = page.pdf(width="80mm", height="297mm", prefer_css_page_size=True)
    assert len(PAGE.findall(receipt)) == 1


@pytest.mark.parametrize("language", ["en-GB", "de-DE", "es-ES"])
def test_on_a_phone_a_product_shows_its_whole_price_and_stock(visit, store: Store, language: str):
    a_product(store, "Roses", price=1_234_500, stock=123_456)
    page = visit("/desk/wren/products/", "phone", locale=language)
    sticks_out = (
        "cells => cells.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
    )
    assert page.locator(".product-table td").evaluate_all(sticks_out) == []
