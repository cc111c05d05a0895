"""The confirmation of an order, from the row to the customer's mailbox."""

from html import unescape

import pytest
from django.utils import timezone

from kept.customers.actions.ask_consent import ask_consent
from kept.messages.links import MARKER
from kept.messages.message_context import contexts_for
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_consent import confirm_consent
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput
from kept.stores.actor import holder
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_product, a_store, an_actor, an_order, by_mail, mail_link

pytestmark = pytest.mark.django_db

FACTS = (
    "1001", "Seasonal bouquet", "€78.00", "€39.00", "7%", "€5.10", "Pickup", "24 November 2026", "10:00",
    "18:00", "No lilies, please", "when it is ready to collect", "+49 30 1234567",
)  # fmt: skip


@pytest.mark.at(TUESDAY)
def test_the_confirmation_says_everything_that_was_agreed(post, deliver):
    """A1, A2: number, items, prices, tax, way, promised time, instructions, what comes next, whom to ask."""
    store = a_store()
    placed = an_order(store, a_product(store, "Seasonal bouquet"), note="No lilies, please")
    assert deliver() == 2
    mail = next(mail for mail in post.read() if mail["To"] == "anna@example.com")
    assert mail["Subject"] == "[Confirmed] Order 1001 at Wren & Ivy"
    for kind in ("plain", "html"):
        said = unescape(mail.get_body((kind,)).get_content())
        for fact in FACTS:
            assert fact in said, (kind, fact)
        assert f"/o/{mail_link(placed.order)}/" in said


def test_what_is_stored_is_what_was_sent_but_for_the_secret(post, deliver):
    """F3: stored as sent; the secret of the link is not in the row."""
    store = a_store()
    placed = an_order(store)
    deliver()
    row = Message.objects.get(kind="confirmation")
    sent = next(mail for mail in post.read() if mail["To"] == "anna@example.com")
    assert (row.state, row.handed_over_at) == (Message.State.HANDED_OVER, timezone.now())
    assert placed.token not in row.text + row.html + row.subject
    assert row.html.replace(MARKER, mail_link(placed.order)) == sent.get_body(
        ("html",)
    ).get_content().replace("\r\n", "\n")
    assert row.text.replace(MARKER, mail_link(placed.order)) == sent.get_body(
        ("plain",)
    ).get_content().replace("\r\n", "\n")
    assert sent["Message-ID"] == row.message_id


def test_the_store_reads_of_a_walk_in_as_of_somebody(post, deliver):
    """H3, F6: no empty place where a name would stand; nobody else is written to."""
    store = a_store()
    several = ["", "Anna"]
    for names in ([""], ["Anna"], several):
        for name in names:
            an_order(store, actor=an_actor(store), channel="counter", customer=CustomerInput(name))
        assert deliver() == 1
    one, other, both = post.read()
    assert one["Subject"] == "[New order] 1001: A walk-in customer, €78.00"
    assert "A walk-in customer ordered for €78.00." in one.get_body(("plain",)).get_content()
    assert other["Subject"] == "[New order] 1002: Anna, €78.00"
    together = both.get_body(("plain",)).get_content()
    assert "1003: €78.00" in together
    assert "1004 Anna: €78.00" in together


def test_whoever_gives_a_contact_after_it_is_done_gets_a_confirmation_that_promises_no_more(post, deliver):
    """H3, A2: nobody writes "when it is ready" about what has been handed over."""
    store = a_store()
    order = an_order(store, actor=an_actor(store), channel="counter", customer=CustomerInput("Anna")).order
    advance_order(actor=an_actor(store), number=order.number, to="done", now=timezone.now())
    asked = OrderChangeInput(customer=CustomerInput("Anna", "anna@example.com"))
    change_order(
        actor=an_actor(store),
        number=order.number,
        seen_version=1,
        change=asked,
        channel="desk",
        now=timezone.now(),
    )
    deliver()
    mail = next(mail for mail in post.read() if mail["To"] == "anna@example.com")
    said = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "[Confirmed] Order 1001 at Wren & Ivy"
    assert "Thank you, Anna." in said
    assert "Your order page always shows how it stands." in said
    assert "when it is ready" not in said


def test_the_confirmation_asks_whether_the_news_are_wanted_and_says_it_no_more_once_they_are(post, deliver):
    """G1: a double opt-in. Only what was ticked is asked, and only the mail leads to the question."""
    store = a_store()
    plain, ticked = an_order(store), an_order(store)
    ask_consent(
        actor=holder(store.pk, ticked.order.pk, ""), purpose="news", source="shop checkout", words="Write to me.",
        now=timezone.now(),
    )  # fmt: skip
    deliver()
    read = {mail["Subject"]: mail for mail in post.read() if mail["To"] == "anna@example.com"}
    for placed, asks in ((plain, False), (ticked, True)):
        mail = read[f"[Confirmed] Order {placed.order.number} at Wren & Ivy"]
        link = f"/o/{mail_link(placed.order)}/?news"
        for kind in ("plain", "html"):
            assert (link in mail.get_body((kind,)).get_content()) == asks, (kind, asks)
    confirm_consent(actor=by_mail(ticked.order), number=ticked.order.number, now=timezone.now())
    row = Message.objects.get(kind="confirmation", order_id=ticked.order.pk)
    assert contexts_for([row])[row.pk]["consent_asked"] is False
