"""The confirmation of an order, from the row to the customer's mailbox."""

from html import unescape

import pytest

from kept.messages.links import MARKER
from kept.messages.models import Message
from tests.factory import NOW, a_product, a_store, an_order

pytestmark = pytest.mark.django_db

FACTS = (
    "1001", "Seasonal bouquet", "€78.00", "€39.00", "7%", "€5.10", "Pickup", "24 November 2026", "10:00",
    "18:00", "No lilies, please", "when it is ready to collect", "+49 30 1234567",
)  # fmt: skip


def test_the_confirmation_says_everything_that_was_agreed(post, deliver):
    """A1, A2:

    number, items, prices, tax, way, promised time, instructions, what happens next, whom to ask.
    """
    store = a_store()
    placed = an_order(store, a_product(store, "Seasonal bouquet"), note="No lilies, please")
    assert deliver() == 2
    mail = next(mail for mail in post.read() if mail["To"] == "anna@example.com")
    assert mail["Subject"] == "[Confirmed] Order 1001 at Wren & Ivy"
    for kind in ("plain", "html"):
        said = unescape(mail.get_body((kind,)).get_content())
        for fact in FACTS:
            assert fact in said, (kind, fact)
        assert f"/o/{placed.token}/" in said


def test_what_is_stored_is_what_was_sent_but_for_the_secret(post, deliver):
    """F3: stored as sent; the secret of the link is not in the row."""
    store = a_store()
    placed = an_order(store)
    deliver()
    row = Message.objects.get(kind="confirmation")
    sent = next(mail for mail in post.read() if mail["To"] == "anna@example.com")
    assert (row.state, row.handed_over_at) == (Message.State.HANDED_OVER, NOW)
    assert placed.token not in row.text + row.html + row.subject
    assert row.html.replace(MARKER, placed.token) == sent.get_body(("html",)).get_content().replace(
        "\r\n", "\n"
    )
    assert row.text.replace(MARKER, placed.token) == sent.get_body(("plain",)).get_content().replace(
        "\r\n", "\n"
    )
    assert sent["Message-ID"] == row.message_id
