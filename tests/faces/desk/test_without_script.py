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

    def ask(what: str) -> Locator:
        if what != "Confirm the order":
            page.get_by_label("More actions").click()
        page.get_by_role("link", name=what, exact=True).first.click()
        (asked,) = [one for one in page.get_by_role("dialog").all() if one.is_visible()]
        return asked

    asked = ask("Confirm the order")
    asked.get_by_role("link", name="Close").click()
    expect(asked).to_be_hidden()
    asked = ask("Confirm the order")
    asked.get_by_label("A personal note").fill("With pleasure")
    asked.get_by_role("button", name="Confirm and notify Anna Berg").click()
    assert Order.objects.get(pk=order.pk).confirmed_version == 1
    asked = ask("Record a payment")
    asked.get_by_role("button", name="Save").click()
    assert Account.objects.get(order_id=order.pk).balance == 0
    asked = ask("Put on hold")
    asked.get_by_label("Reason for the hold").fill("The van is broken")
    asked.get_by_role("button", name="Put on hold").click()
    assert Order.objects.get(pk=order.pk).status == "on_hold"
    asked = ask("Cancel the order")
    asked.get_by_role("button", name="Cancel the order and notify Anna Berg").click()
    expect(page.locator("#toasts")).to_contain_text("is cancelled")
    assert Order.objects.get(pk=order.pk).status == "cancelled"


@pytest.mark.parametrize("size", SIZES)
def test_without_script_the_board_is_a_page(visit, store: Store, size: str):
    """C1: one tap moves an order on, many are held together, and the columns of a phone are links."""
    order, other = (an_order(store).order for _ in range(2))
    page = visit("/desk/wren/board/", size, java_script_enabled=False)
    page.locator(f"#order-{order.number}").get_by_role("button", name="Start").click()
    assert Order.objects.get(pk=order.pk).status == "preparing"
    page.get_by_label(f"Select {other.number}").check()
    page.get_by_label("Reason for the hold; the customers read it").fill("The van is broken")
    page.get_by_role("button", name="Put on hold", exact=True).click()
    assert Order.objects.get(pk=other.pk).status == "on_hold"
    page.get_by_role("link", name="Back to the board").click()
    if size == "phone":
        page.locator("#board-counts").get_by_role("link", name="On hold").click()
    expect(page.locator(f"#order-{other.number}")).to_be_visible()
