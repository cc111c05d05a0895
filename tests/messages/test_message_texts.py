"""Every message in every language: it can be written, says what it must, and is a proper mail."""

import json
import re
from email import message_from_bytes, policy
from html import unescape
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from kept.kit.tokens import seal
from kept.messages.links import MARKER
from kept.messages.message_context import contexts_for
from kept.messages.mime import Envelope, as_bytes, message_id, thread_id
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import render
from kept.messages.words import LANGUAGES
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.models import Order, Request
from kept.payments.actions.record_payment import record_payment
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.models import Store
from tests.rig.agreed import name_as_before_rules
from tests.rig.clock import TUESDAY
from tests.rig.factory import BERLIN, a_product, a_store, an_actor, an_order
from tests.rig.sign_in import ABOUT_NO_ORDER, SIGN_IN_KINDS, a_sign_in_message

pytestmark = pytest.mark.django_db

STORE_KINDS = (
    MessageKind.NEW_ORDER, MessageKind.REVIEW_OVERDUE, MessageKind.NEW_REQUEST, MessageKind.ORDER_CHANGED,
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "{{ store.email }}{% for x in (1..9999999) %}x{% endfor %}",
    "Eve\r\nBcc: victim@example.com\r\n\r\nbody",
    "=?utf-8?q?=0D=0ABcc:_x=40y.example?=",
    '"><img src=x onerror=alert(3)>',
    "Ω漢字\u202eabc\u2028\x07end",
    f"{MARKER}",
    "x" * 150,
    "'; DROP TABLE message; --",
)


class _Reading(HTMLParser):
    """A page as a browser reads it: the tags, and the text of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def a_message(kind: str, language: str, *, store=None, placed=None, version=1, **facts) -> Message:
    """A message of this kind, as the reactions would have queued it."""
    if kind in SIGN_IN_KINDS:
        return a_sign_in_message(kind, language, **facts)
    store = store or a_store(language=language)
    if kind == MessageKind.INVITATION:
        facts = {"invited_by": "Mia", "role": "manager", "expires": timezone.now().isoformat(),
                 "sealed": seal("secret-of-invitation"), **facts}  # fmt: skip
        order = None
    else:
        order = (placed or an_order(store, language=language)).order
        asked = Request.objects.create(
            store=store, order=order, kind="change", text="A day later?", channel="page", asked_by="Anna",
            asked_at=timezone.now(), answer="declined", answer_text="Sorry, no.",
        )  # fmt: skip
        facts = {"request": asked.pk, "status": "received", "why": "The van broke down", **facts}
    Message.objects.all().delete()
    return Message.objects.create(
        store=store, order_id=order and order.pk, version=version, kind=kind, to=side(kind),
        address="anna@example.com", language=language, facts=facts, queued_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip


def side(kind: str) -> str:
    if kind in ABOUT_NO_ORDER:
        return Message.To.STAFF
    return Message.To.STORE if kind in STORE_KINDS else Message.To.CUSTOMER


def written(message: Message):
    """The message as it is stored."""
    said = render(message, contexts_for([message])[message.pk])
    assert said.problem == ""
    return said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MessageKind.values)
def test_every_letter_can_be_written_in_every_language(kind, language):
    """F1, C3: subject, text and HTML, whole, without a trace of the template."""
    said = written(a_message(kind, language))
    for text in (said.subject, said.text, said.html):
        assert text.strip()
        assert not re.search(r"\[\[|\]\]|\{\{|\{%|None|\n\n\n", text)
    tags = _Reading(said.html).tags
    assert ("html", "lang") in [
        (tag, name) for tag, given in tags for name in given if given.get("lang") == language
    ]
    assert {"color-scheme", "supported-color-schemes"} <= {
        given.get("name") for tag, given in tags if tag == "meta"
    }
    assert not any(tag in ("img", "link") for tag, _ in tags), "nothing is fetched, so nothing is missing"
    assert kind in ABOUT_NO_ORDER or all("1001" in text for text in (said.text, said.html))


@pytest.mark.parametrize(
    ("language", "until"),
    [
        ("en", "works until Tuesday, 1 December 2026, 10:00"),
        ("de", "gilt bis Dienstag, 1. Dezember 2026, 10:00"),
        ("es", "vale hasta el martes, 1 de diciembre de 2026, 10:00"),
    ],
)
@pytest.mark.at(TUESDAY)
def test_an_invitation_says_until_when_it_works(language, until):
    """B5: a week from when it was written, in the zone of the store."""
    store = a_store(language=language)
    invite_staff(actor=an_actor(store), email="jo@example.com", role="support", now=timezone.now())
    said = written(Message.objects.get())
    assert until in said.text
    assert until in unescape(said.html)


@pytest.mark.parametrize("kind", [kind for kind in MessageKind.values if side(kind) == Message.To.CUSTOMER])
def test_letters_say_what_comes_next_and_whom_to_ask(kind):
    """A2: in every message to a customer."""
    said = written(a_message(kind, "en"))
    for text in (said.text, unescape(said.html)):
        assert "What happens next" in text
        assert "+49 30 1234567" in text
        assert f"/o/{MARKER}/" in text


def test_the_machine_readable_card_agrees_with_the_letter():
    """F1: schema.org Order and ParcelDelivery."""
    store = a_store()
    fulfilment = FulfilmentInput("post", address=BERLIN)
    placed = an_order(store, fulfilment=fulfilment, payment="transfer")
    card = card_in(written(a_message("confirmation", "en", store=store, placed=placed)).html)
    assert (card["@type"], card["orderNumber"], card["price"], card["priceCurrency"]) == (
        "Order", "1001", "82.90", "EUR",
    )  # fmt: skip
    assert card["orderStatus"] == "https://schema.org/OrderProcessing"
    placed.order.tracking_number, placed.order.tracking_url = "JD0002", "https://track.example/JD0002"
    placed.order.save()
    said = written(a_message("shipped", "en", store=store, placed=placed))
    parcel = card_in(said.html)
    assert (parcel["@type"], parcel["trackingNumber"]) == ("ParcelDelivery", "JD0002")
    assert parcel["deliveryAddress"]["postalCode"] == "10115"
    assert parcel["partOfOrder"]["orderNumber"] == "1001"
    assert said.text.count("JD0002") >= 1
    assert re.search(r">JD0002<", said.html), "as text, not only in the card"


def card_in(page: str):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_a_change_says_what_changed():
    """A4: one message with a plain diff."""
    store = a_store()
    placed = an_order(store, a_product(store, "Tulips"))
    line = LineInput(quantity=3, key="1")
    asked = OrderChangeInput(
        lines=(line,), fulfilment=FulfilmentInput("post", address=BERLIN), note="Ring twice"
    )
    change_order(actor=an_actor(store), number=1001, seen_version=1, change=asked, channel="phone",
                 reason="You called", now=timezone.now())  # fmt: skip
    message = Message.objects.get(kind="confirmation", version=2)
    said = written(message)
    assert said.subject == "[Changed, version 2] Order 1001 at Wren & Ivy"
    for text in (said.text, unescape(said.html)):
        for fact in ("Tulips: 3 instead of 2", "Post instead of Pickup", "10115", "€121.90 instead of €78.00",
                     "Note: Ring twice", "You called"):  # fmt: skip
            assert fact in text
    assert placed.order.pk == message.order_id


def test_a_status_is_called_what_the_store_calls_it_in_the_language_of_the_letter():
    """C2: the store's own word stands where people look first; other messages and languages keep Kept's."""
    store = a_store(status_words={"en": {"ready": "Wrapped & waiting"}})
    placed = an_order(store)

    def subject(kind, language):
        return written(a_message(kind, language, store=store, placed=placed)).subject

    assert subject(MessageKind.READY, "en").startswith("[Wrapped & waiting] ")
    assert subject(MessageKind.READY, "de").startswith("[Abholbereit] ")
    assert "Wrapped" not in subject(MessageKind.PREPARING, "en")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_people_type_gets_out_of_its_place(hostile):
    """No tag, no header, no recipient, no template of a customer's or a merchant's making."""
    store = a_store(
        name=hostile[:120], legal_name=hostile, phone=hostile[:32], bank_details=hostile,
        status_words={"en": {"ready": hostile}},
    )  # fmt: skip
    where = FulfilmentInput("post", address=BERLIN, recipient="Ben", instructions=hostile)
    placed = an_order(
        store,
        lines=[LineInput(quantity=1, variant=a_product(store, hostile[:120]).pk, note=hostile)],
        customer=CustomerInput("Anna Berg", "anna@example.com"),
        note=hostile,
        payment="transfer",
        fulfilment=where,
    )
    name_as_before_rules(placed, hostile)
    for kind in MessageKind.values:
        message = a_message(kind, "en", store=store, placed=placed, **said_by(hostile))
        said = written(message)
        harmless = _Reading(written(a_message(kind, "en", **said_by("calm"))).html)
        reading = _Reading(said.html)
        assert {tag for tag, _ in reading.tags} <= {tag for tag, _ in harmless.tags} | {"br"}
        assert sum(tag == "script" for tag, _ in reading.tags) <= 1
        assert not any(name.startswith("on") for _, given in reading.tags for name in given)
        proper(message, said, sender_name=store.name)


def said_by(text):
    """Everything that somebody can put into a message's facts."""
    change = {"kind": "note", "name": "", "before": text, "after": text}
    return {"note": text, "why": text, "reason": text, "invited_by": text, "changes": [change]}


def proper(message, said, *, sender_name):
    """The mail has exactly the headers it should have, and every line is one that SMTP can carry."""
    envelope = Envelope(
        "orders@kept.example", sender_name, "anna@example.com", "hello@florist.example", message_id(message),
        thread_id(message),
    )  # fmt: skip
    raw = as_bytes(envelope, said, at=timezone.now())
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert max(len(line) for line in head.split(b"\r\n")) <= 160
    mail = message_from_bytes(raw, policy=policy.default)
    expected = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
                "Auto-Submitted", "MIME-Version", "Content-Type"]  # fmt: skip
    if message.order_id is None:
        expected = [name for name in expected if name not in ("In-Reply-To", "References")]
    assert mail.keys() == expected
    assert mail["Subject"] == said.subject
    assert [address.addr_spec for address in mail["From"].addresses] == ["orders@kept.example"]
    assert [address.addr_spec for address in mail["To"].addresses] == ["anna@example.com"]
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == said.text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n") == said.html
    assert not mail.defects


@pytest.mark.parametrize(
    ("payment", "pieces", "said"),
    [
        ("demo_card", 3, "Still to pay: €39.00."),
        (
            "demo_card",
            1,
            "You have paid €39.00 more than this costs. It was paid by demo card: no money has moved",
        ),
        ("transfer", 3, "Still to pay: €39.00."),
        ("transfer", 1, "You have paid €39.00 more than this costs. We will return it to you."),
    ],
)
def test_a_change_of_what_was_paid_says_what_is_open(payment, pieces, said):
    """A4, D2: the effect on the money stands in the message, and nobody is told that it is all paid."""
    store = a_store()
    order = an_order(store, a_product(store, price=3900), quantity=2, payment=payment).order
    if payment == "transfer":
        pay(store, order)
    asked = OrderChangeInput(lines=(LineInput(quantity=pieces, key="1"),))
    change_order(
        actor=an_actor(store), number=1001, seen_version=1, change=asked, channel="phone", now=timezone.now()
    )
    letter = written(Message.objects.get(kind="confirmation", version=2))
    assert said in letter.text
    assert said in unescape(letter.html)
    by_demo_card = payment == "demo_card"
    assert ("Paid by demo card" in letter.text) == (pieces < 2 and by_demo_card)
    assert ("A part of it is paid by demo card" in letter.text) == (pieces > 2 and by_demo_card)
    assert ("We will return it" in letter.text) == (pieces < 2 and not by_demo_card)


PLAYED = "By demo card €78.00 was paid: no money has moved, so none has to come back."


@pytest.mark.parametrize(
    ("payment", "paid", "said"),
    [
        ("demo_card", 0, [PLAYED]),
        ("demo_card", 3900, ["What you have paid comes back to you: €39.00.", PLAYED]),
        ("transfer", 7800, ["What you have paid comes back to you: €78.00."]),
        ("transfer", 0, ["Nothing was paid, so nothing is left to settle."]),
    ],
)
def test_a_cancellation_says_what_money_comes_back(payment, paid, said):
    """D2: what comes back is named; the demo card moved none, and where nothing was paid nothing comes back."""
    store = a_store()
    order = an_order(store, a_product(store, price=3900), quantity=2, payment=payment).order
    if payment == "demo_card" and paid:
        asked = OrderChangeInput(lines=(LineInput(quantity=3, key="1"),))
        change_order(
            actor=an_actor(store),
            number=1001,
            seen_version=1,
            change=asked,
            channel="phone",
            now=timezone.now(),
        )
    if paid:
        pay(store, order, paid)
    cancel_order(actor=an_actor(store), number=1001, now=timezone.now())
    letter = written(Message.objects.get(kind="cancelled"))
    every = ("What you have paid comes back", "By demo card", "Nothing was paid")
    for text in (letter.text, unescape(letter.html)):
        assert all(one in text for one in said)
        assert sum(one in text for one in every) == len(said)


@pytest.mark.parametrize(
    ("off", "next_says"),
    [
        ([], "Wren & Ivy writes to you as soon as it goes on."),
        (["resumed"], "Your order page always shows how it stands."),
    ],
)
def test_the_letter_of_a_hold_claims_no_time_and_no_letter_that_never_comes(off, next_says):
    """C2, C3: that it waits, why, that the time is not sure, and how they hear when it goes on."""
    store = a_store(messages_off=off)
    an_order(store)
    hold_order(actor=an_actor(store), number=1001, why="The van broke down", now=timezone.now())
    letter = written(Message.objects.get(kind="on_hold"))
    for text in (letter.text, unescape(letter.html)):
        for said in (
            "we have stopped work",
            "The van broke down",
            "The time you were given is not sure",
            next_says,
        ):
            assert said in text
        assert "Ready for you" not in text
    assert ("writes to you" in letter.text) == (not off)


def test_the_letter_of_an_order_under_review_promises_only_what_comes_with_the_confirmation():
    """A7: the time is named as what will hold once it is confirmed."""
    an_order(a_store(review_rules={"every": True}))
    letter = written(Message.objects.get(kind="under_review"))
    assert "Ready for you, once it is confirmed: " in letter.text
    assert "Ready for you, once it is confirmed<" in letter.html


def test_what_is_paid_is_not_asked_for_again():
    """D2: a bouquet paid by transfer is ready; nobody asks for the transfer, or names the account."""
    store = a_store(bank_details="DE00 1234")
    order = an_order(store, a_product(store, price=3900), quantity=2, payment="transfer").order
    asked = written(Message.objects.get(kind="confirmation")).text
    assert "You pay by bank transfer." in asked
    assert "DE00 1234" in asked
    pay(store, order)
    advance_order(actor=an_actor(store), number=1001, to="ready", now=timezone.now())
    ready = written(Message.objects.get(kind="ready")).text
    assert "Payment: It is paid." in ready
    assert "bank transfer" not in ready
    assert "DE00 1234" not in ready


def pay(store: Store, order: Order, amount: int = 0) -> None:
    """So much of it came in by bank transfer, or all of it."""
    record_payment(
        actor=an_actor(store),
        order_id=order.pk,
        amount=amount or order.total,
        method="transfer",
        cause="t1",
        now=timezone.now(),
    )


@pytest.mark.parametrize(("logo", "shown"), [("", 0), ("logos/1/drawn.svg", 0), ("logos/1/photo.webp", 1)])
def test_the_logo_stands_beside_the_name_where_mails_can_show_it(logo, shown):
    message = a_message(MessageKind.CONFIRMATION, "en")
    Store.objects.filter(pk=message.store_id).update(logo=logo, revision=99)
    html = written(message).html
    assert html.count("<img") == html.count('/logo.png" width="40" height="40" alt=""') == shown
