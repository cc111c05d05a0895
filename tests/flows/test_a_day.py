"""The main job in a real browser, with a real web server, worker and mail server (A1–A4, C1, C4, H1)."""

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import Town, address, link_in

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.wall_clock]


def buy(page: Page, *titles: str) -> None:
    """Put each into the basket and go to checkout."""
    for title in titles:
        page.goto("/s/bench/")
        page.get_by_role("link", name=title).first.click()
        page.get_by_role("button", name="Add to basket").click()
        page.wait_for_url("**/basket/")
    page.get_by_role("button", name="To checkout").click()
    page.wait_for_url("**/checkout/")


def check_out(page: Page, who: str) -> None:
    page.get_by_label("Pickup").check()
    page.get_by_label("Your name").fill(who)
    page.get_by_label("E-mail").fill(address(who))
    page.get_by_label("Pay when you collect it").check()
    page.get_by_role("button", name="Order for").click()
    page.wait_for_url("**/thanks/")


def open_order(page: Page, number: int) -> None:
    page.goto(f"/desk/bench/orders/{number}/")


def test_three_things_are_bought_and_found_right(town: Town):
    """A1, A3, H1: shop, mail server, link, order page, "Looks right"."""
    page = town.browser("phone")
    buy(page, "Thing 1", "Thing 2", "Thing 3")
    check_out(page, "Anna Berg")
    (mail,) = town.mails("Anna Berg", 1)
    assert "Order" in mail["Subject"]
    reader = town.browser("phone")
    reader.goto(link_in(mail))
    for title in ("Thing 1", "Thing 2", "Thing 3"):
        expect(reader.get_by_text(title).first).to_be_visible()
    reader.get_by_role("button", name="Looks right").click()
    expect(reader.get_by_text("Thank you for confirming")).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("button", name="Looks right")).to_have_count(0)


def test_without_script_an_order_is_an_order(town: Town):
    """H1: the shop works without script."""
    page = town.browser("phone", java_script_enabled=False)
    buy(page, "Thing 4")
    check_out(page, "Paul Noscript")
    (mail,) = town.mails("Paul Noscript", 1)
    page.goto(link_in(mail))
    page.get_by_role("button", name="Looks right").click()
    expect(page.get_by_text("Thank you for confirming")).to_be_visible()


def test_one_key_advances_and_the_customer_hears_in_order(town: Town):
    """C1, C3: `e` on the board, as often as there are steps; the mails arrive in that order."""
    number = town.order("Bea Key")
    town.mails("Bea Key", 1)
    desk = town.staff()
    for step, status in enumerate(("received", "preparing", "ready")):
        card = desk.locator("[data-item]", has=desk.get_by_text(str(number), exact=True))
        expect(desk.locator(f'[data-column="{status}"]').locator(card)).to_have_count(1)
        card.get_by_role("link").first.focus()
        desk.keyboard.press("e")
        expect(desk.locator(f'[data-column="{status}"]').locator(card)).to_have_count(0)
        town.mails("Bea Key", step + 2)
    mails = town.mails("Bea Key", 4)
    tags = [str(mail["Subject"]).partition("]")[0].lstrip("[") for mail in mails]
    assert len(tags) == len(set(tags)) == 4, tags
    assert tags[0] == "Confirmed"
    assert "Ready" in tags[2], tags
    assert len({mail["References"] for mail in mails}) == 1, "one conversation"


def test_a_changed_quantity_is_previewed_and_told_once(town: Town):
    """A4: four effects before, version 2 with its difference after, once; the page has both versions."""
    number = town.order("Cleo Change")
    (first,) = town.mails("Cleo Change", 1)
    desk = town.staff()
    desk.goto(f"/desk/bench/orders/{number}/change/")
    quantity = desk.locator("#lines input[type=number]").first
    quantity.fill("3")
    effects = desk.locator("#effects")
    expect(effects.get_by_text("€20.00").first).to_be_visible()
    expect(effects.locator("section.effect")).to_have_count(4)
    effects.get_by_role("button", name="Confirm version 2").click()
    desk.wait_for_url(f"**/orders/{number}/")
    second = town.mails("Cleo Change", 2)[1]
    assert "version 2" in second["Subject"]
    customer = town.browser("phone")
    customer.goto(link_in(first))
    expect(customer.get_by_text("Version 2").first).to_be_visible()
    customer.goto(link_in(first) + "versions/1/")
    expect(customer.get_by_text("Version 1").first).to_be_visible()
    assert len(town.mails("Cleo Change", 3, seconds=3)) == 2, "told once"


def test_begun_work_goes_on_after_a_look_at_what_changed(town: Town):
    """A5: `e` only leads to the question, `a` says yes, and then `e` goes on; nobody works by what is old."""
    number = town.order("Fay Begun")
    with town.it.client() as client:
        assert client.send("POST", f"/api/v1/orders/{number}/steps", {})[0] == 200
    desk = town.staff()
    desk.goto(f"/desk/bench/orders/{number}/change/")
    desk.locator("#lines input[type=number]").first.fill("3")
    effects = desk.locator("#effects")
    expect(effects.get_by_text("Version 2 has to be accepted before work continues.")).to_be_visible()
    effects.get_by_role("button", name="Confirm version 2").click()
    expect(desk.get_by_text("Changed: version 2. Check it before you continue")).to_be_visible()
    desk.goto("/desk/bench/board/")
    card = desk.locator("[data-item]", has=desk.get_by_text(str(number), exact=True))
    expect(card.get_by_text("Changed: v2. Check it before you continue.")).to_be_visible()
    seen = card.get_by_role("button", name="Accept version 2")
    card.get_by_role("link").first.focus()
    desk.keyboard.press("e")
    expect(seen).to_be_focused()
    desk.keyboard.press("a")
    expect(card.get_by_role("button", name="Ready")).to_be_visible()
    card.get_by_role("link").first.focus()
    desk.keyboard.press("e")
    expect(desk.locator('[data-column="ready"]').locator(card)).to_have_count(1)


def test_two_of_the_staff_and_the_customer_at_once(town: Town):
    """Nobody overwrites anybody in silence: the second change is shown both versions."""
    number = town.order("Dora Both")
    (mail,) = town.mails("Dora Both", 1)
    mia, tom, dora = town.staff(), town.staff(), town.browser("phone")
    for page in (mia, tom):
        page.goto(f"/desk/bench/orders/{number}/change/")
    dora.goto(link_in(mail))
    for page, pieces in ((mia, "2"), (tom, "5")):
        page.locator("#lines input[type=number]").first.fill(pieces)
        expect(page.locator("#effects section.effect")).to_have_count(4)
    mia.get_by_role("button", name="Confirm version 2").click()
    mia.wait_for_url(f"**/orders/{number}/")
    dora.get_by_role("button", name="Looks right").click()
    expect(dora.get_by_text("There is a newer version of this order.")).to_be_visible()
    tom.get_by_role("button", name="Confirm version 2").click()
    expect(tom.get_by_text("On the left is the version you were looking at")).to_be_visible()
    expect(tom.locator("#lines input[type=number]").first).to_have_value("5")
    with town.it.client() as client:
        _, order = client.send("GET", f"/api/v1/orders/{number}")
        _, versions = client.send("GET", f"/api/v1/orders/{number}/versions")
    assert order["version"] == 2, "the second change did not go through unseen"
    assert len(versions["items"]) == 2
    expect(dora.get_by_text("Thank you for confirming")).to_have_count(0)
