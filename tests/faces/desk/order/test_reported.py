"""The order's page says truly how far each message came, in words (F3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from kept.messages.actions.record_delivery_report import record_delivery_report
from kept.messages.models import Message
from kept.messages.references import Sending
from kept.messages.reports import Report
from kept.orders.models import Order
from kept.stores.actor import system
from kept.stores.models import Store
from tests.rig.factory import an_order

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def message(store: Store) -> Message:
    return Message.objects.get(order_id=an_order(store).order.pk, to=Message.To.CUSTOMER)


def entry_and_page(desk: Client, message: Message, **columns: Any) -> tuple[dict[str, Any], str]:
    """The message's entry in the line of time, and the page."""
    values = {"handed_over_at": timezone.now(), "reported_at": None, "report": "", "text": "Hello."} | columns
    Message.objects.filter(pk=message.pk).update(**values)
    page = desk.get(f"/desk/wren/orders/{Order.objects.get(pk=message.order_id).number}/")
    (entry,) = [one for one in page.context["entries"] if one["text"].startswith("Confirmation, to")]
    return entry, page.content.decode()


@pytest.mark.parametrize(
    ("state", "word", "tone"),
    [
        (State.HANDED_OVER, "Handed over", "good"),
        (State.DELIVERED, "Delivered", "good"),
        (State.BOUNCED, "Bounced", "bad"),
        (State.COMPLAINED, "Reported as spam", "bad"),
    ],
)
def test_each_state_has_its_word_its_time_and_its_reason(
    desk: Client, message: Message, state: str, word: str, tone: str
):
    reported_at = None if state == State.HANDED_OVER else timezone.now() + timedelta(minutes=7)
    entry, page = entry_and_page(
        desk, message, state=state, reported_at=reported_at, report="550 5.1.1 no such user"
    )
    assert (entry["state"], entry["tone"], entry["state_at"]) == (word, tone, reported_at)
    assert "550 5.1.1 no such user" in page


def test_what_came_back_needs_attention_and_says_why(desk: Client, message: Message):
    Message.objects.filter(pk=message.pk).update(
        state=State.HANDED_OVER, attempts=1, handed_over_at=timezone.now()
    )
    record_delivery_report(
        actor=system(message.store_id), sending=Sending(message.pk, 0), report=Report.BOUNCED,
        reason="550 5.1.1 no such user", at=timezone.now(), now=timezone.now(),
    )  # fmt: skip
    for page in (
        f"/desk/wren/orders/{Order.objects.get(pk=message.order_id).number}/",
        "/desk/wren/findings/",
    ):
        text = desk.get(page).content.decode()
        assert "A message did not arrive" in text
        assert "550 5.1.1 no such user" in text


def test_a_delay_is_not_told_as_a_failure(desk: Client, message: Message):
    entry, page = entry_and_page(desk, message, state=State.HANDED_OVER, report="451 4.7.1 try again later")
    assert entry["said"] == "Not delivered yet: 451 4.7.1 try again later"
    assert "A message did not arrive" not in page


@pytest.mark.parametrize(("language", "word"), [("de", "Als Spam gemeldet"), ("es", "Marcado como spam")])
def test_in_every_language(desk: Client, message: Message, language: str, word: str):
    with translation.override(language):
        assert str(State.COMPLAINED.label) == word


def test_what_came_back_was_not_heard_on_page_and_board(desk: Client, message: Message):
    _entry, page = entry_and_page(desk, message, state=State.DELIVERED)
    assert "has not heard from you yet" not in page
    assert "last message" in desk.get("/desk/wren/board/").content.decode()
    _entry, page = entry_and_page(desk, message, state=State.BOUNCED)
    assert "has not heard from you yet" in page
    assert "last message" not in desk.get("/desk/wren/board/").content.decode()


def test_the_message_itself_says_it_too(desk: Client, message: Message):
    entry_and_page(desk, message, state=State.BOUNCED, reported_at=timezone.now(), report="550 no such user")
    number = Order.objects.get(pk=message.order_id).number
    page = desk.get(f"/desk/wren/orders/{number}/messages/{message.pk}/").content.decode()
    assert "Bounced" in page
    assert "550 no such user" in page
