"""The columns of the board in a real browser (C1)."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kept.orders.actions.advance_order import advance_order
from kept.orders.agreement.inputs import CustomerInput
from kept.stores.models import Store
from tests.faces.desk.browser import mia as mia
from tests.faces.desk.browser import store as store
from tests.faces.desk.browser import visit as visit
from tests.rig.factory import a_product, an_actor, an_order

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_long_column_scrolls_by_itself_and_stays_where_it_was(visit, store: Store):
    """The others' page grows no longer, the board's own bar stays in sight, and news moves nothing."""
    product = a_product(store)
    for number in range(8):
        last = an_order(store, product, customer=CustomerInput("Anna", f"anna{number}@example.com")).order
    page = visit("/desk/wren/board/")
    received = _column(page, "received")
    assert page.evaluate("document.documentElement.scrollHeight < 1.5 * innerHeight")
    assert received.evaluate("one => one.scrollHeight > one.clientHeight")
    received.evaluate("one => one.scrollTo(0, one.scrollHeight)")
    expect(page.locator(f"#order-{last.number}")).to_be_in_viewport()
    scrolled = received.evaluate("one => one.scrollTop")
    advance_order(actor=an_actor(store), number=last.number, now=timezone.now())
    page.evaluate("htmx.trigger('#board', 'look')")
    expect(_column(page, "preparing").locator(f"#order-{last.number}")).to_be_visible()
    assert 0 < received.evaluate("one => one.scrollTop") <= scrolled


def _column(page, status: str):
    return page.locator(f'[data-column="{status}"]')
