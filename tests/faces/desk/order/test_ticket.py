"""The ticket on paper: needs first, no prices, which version it is and what is different (A5, C1)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from kept.orders.actions.advance_order import advance_order
from kept.orders.agreement.inputs import FulfilmentInput, LineInput
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.faces.desk.acting import change_as_colleague, post_act
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_person, a_product, an_order

pytestmark = pytest.mark.django_db


def test_the_ticket_says_needs_first_and_no_prices(desk: Client, store: Store):
    order = an_order(store, a_product(store, "Bouquet", price=3900), note="Nut allergy").order
    ticket = desk.get(f"/desk/wren/orders/{order.number}/ticket/").text
    assert ticket.index("Nut allergy") < ticket.index("Bouquet")
    assert "78.00" not in ticket
    assert "Packing slip" in desk.get(f"/desk/wren/orders/{order.number}/ticket/?as=slip").text


@pytest.mark.at(TUESDAY)
def test_the_ticket_says_which_version_it_is_and_what_is_different(desk: Client, store: Store):
    """A5: who works by paper sees the newest version, what changed, and no prices."""
    order = an_order(store, a_product(store, "Bouquet", price=3900)).order
    there = f"/desk/wren/orders/{order.number}/ticket/"
    assert "ticket-news" not in desk.get(there).text
    change_as_colleague(store, order, 1, lines=(LineInput(quantity=5, key="1"),), note="Ring twice")
    ticket, slip = (html.fromstring(desk.get(there + query).text) for query in ("", "?as=slip"))
    for sheet in (ticket, slip):
        (news,) = sheet.xpath("//section[@class='ticket-news']")
        text = " ".join(news.text_content().split())
        assert text.startswith("changed · v2")
        assert "What is different from version 1:" in text
        assert "Bouquet: 2 → 5" in text
        assert "Version 2 · Tue, 24 Nov 2026, 10:00" in " ".join(
            sheet.xpath("string(//header)").replace("\u202f", " ").split()
        )
        assert "39" not in text
        assert "195" not in text
    assert "Ring twice" in ticket.text_content()
    assert "Ring twice" not in slip.text_content(), "who opens the parcel need not be who ordered"


def test_the_ticket_of_begun_work_says_all_that_came_since_it_was_looked_at(desk: Client, store: Store):
    """A5: of two changes nobody has seen, the second alone would hide the first."""
    order = an_order(store, a_product(store, "Bouquet")).order
    advance_order(actor=a_person(store, Role.FULFILMENT)[1], number=order.number, now=timezone.now())
    change_as_colleague(store, order, 1, lines=(LineInput(quantity=5, key="1"),))
    change_as_colleague(store, order, 2, note="Ring twice")
    there = f"/desk/wren/orders/{order.number}/ticket/"
    text = " ".join(desk.get(there).text.split())
    for words in (
        "Check it before you continue.",
        "What is different from version 1:",
        '<ins dir="auto">5</ins>',
        "Ring twice",
    ):
        assert words in text
    post_act(desk, order, "versions/3/acceptance")
    text = " ".join(desk.get(there).text.split())
    assert "Check it before you continue." not in text
    assert "What is different from version 2:" in text
    assert '<ins dir="auto">5</ins>' not in text


@pytest.mark.at(TUESDAY)
def test_what_changed_of_the_time_is_said_by_its_date_on_paper(desk: Client, store: Store):
    """Paper is read on another day than it was printed."""
    order = an_order(store).order
    change_as_colleague(
        store, order, 1, fulfilment=FulfilmentInput("pickup", wished=timezone.now() + timedelta(days=1))
    )
    ticket = desk.get(f"/desk/wren/orders/{order.number}/ticket/").text
    news = " ".join(html.fromstring(ticket).xpath("string(//section[@class='ticket-news'])").split())
    assert "Ready Tue, 24 Nov from 10:00 → Ready Wed, 25 Nov at 10:00" in news
