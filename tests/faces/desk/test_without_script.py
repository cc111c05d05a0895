"""The desk in a browser that runs no script: questions, board and forms work as pages (C1)."""

import pytest
from django.db.models import F
from playwright.sync_api import Locator, expect

from kept.orders.models import Order
from kept.payments.models import Account
from kept.stores.models import Store
from tests.faces.desk.browser import SIZES
from tests.faces.desk.browser import mia as mia
from tests.faces.desk.browser import store as store
from tests.faces.desk.browser import visit as visit
from tests.rig.factory import an_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", SIZES)
def test_without_script_what_is_asked_about_first_is_asked_and_done(visit, store: Store, size: str):
    """Confirm, money, hold and cancel: the question opens by its address, and its form is an ordinary one."""
    Store.objects.filter(pk=store.pk).update(review_rules={"every": True}, revision=F("revision") + 1)
    store.refresh_from_db()
    order = an_order(store).order
    page = visit(f"/desk/wren/orders/{order.number}/", size, java_script_enabled=False)

    def open_dialog(link: str) -> Locator:
        if link != "Confirm the order":
            page.get_by_label("More actions").click()
        page.get_by_role("link", name=link, exact=True).first.click()
        dialog = page.get_by_role("dialog").filter(visible=True)
        expect(dialog).to_have_count(1)
        return dialog

    def submit(dialog: Locator, button: str, toast: str) -> None:
        dialog.get_by_role("button", name=button).click()
        expect(page.locator("#toasts")).to_contain_text(toast)

    dialog = open_dialog("Confirm the order")
    dialog.get_by_role("link", name="Close").click()
    expect(dialog).to_have_count(0)
    dialog = open_dialog("Confirm the order")
    dialog.get_by_label("A personal note").fill("With pleasure")
    submit(dialog, "Confirm and notify Anna Berg", "is confirmed")
    assert Order.objects.get(pk=order.pk).confirmed_version == 1
    submit(open_dialog("Record a payment"), "Save", "recorded for order")
    assert Account.objects.get(order_id=order.pk).balance == 0
    dialog = open_dialog("Put on hold")
    dialog.get_by_label("Reason for the hold").fill("The van is broken")
    submit(dialog, "Put on hold", "is on hold")
    assert Order.objects.get(pk=order.pk).status == "on_hold"
    submit(open_dialog("Cancel the order"), "Cancel the order and notify Anna Berg", "is cancelled")
    assert Order.objects.get(pk=order.pk).status == "cancelled"


@pytest.mark.parametrize("size", SIZES)
def test_without_script_the_board_is_a_page(visit, store: Store, size: str):
    """C1: one tap moves an order on, many are held together, and the columns of a phone are links."""
    order, other = (an_order(store).order for _ in range(2))
    page = visit("/desk/wren/board/", size, java_script_enabled=False)
    page.locator(f"#order-{order.number}").get_by_role("button", name="Start").click()
    expect(page.locator("#toasts")).to_contain_text(f"Order {order.number}: Preparing")
    assert Order.objects.get(pk=order.pk).status == "preparing"
    page.get_by_label(f"Select {other.number}").check()
    page.get_by_label("Reason for the hold; the customers read it").fill("The van is broken")
    page.get_by_role("button", name="Put on hold", exact=True).click()
    expect(page.get_by_role("heading", name="1 of 1 orders moved.")).to_be_visible()
    assert Order.objects.get(pk=other.pk).status == "on_hold"
    page.get_by_role("link", name="Back to the board").click()
    if size == "phone":
        page.locator("#board-counts").get_by_role("link", name="On hold").click()
    expect(page.locator(f"#order-{other.number}")).to_be_visible()
