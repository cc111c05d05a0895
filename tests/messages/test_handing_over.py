"""Handing over to servers that refuse, stall, lose answers or are away (F3)."""

import secrets
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from kept.adapters.smtp import SmtpMailer
from kept.journal.models import Entry
from kept.kit.queue import enqueue
from kept.kit.refusals import NotAllowed, NotFound
from kept.kit.tokens import seal
from kept.kit.transactions import durable
from kept.messages import composition, delivery, rendering
from kept.messages.actions.try_again import try_again
from kept.messages.delivery import message_pump
from kept.messages.models import Message, MessageKind
from kept.messages.queries import LATE_AFTER, backlog
from kept.messages.refusals import NotFailed
from kept.messages.steps import message_to
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, LineInput
from kept.stores.roles import Role
from tests.rig.factory import a_store, an_actor, an_order, mail_link
from tests.rig.post import Post, free_port

pytestmark = pytest.mark.django_db

ANNA = "anna@example.com"


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def to_anna() -> Message:
    return Message.objects.get(kind="confirmation")


def refuses(code: str, at: str):
    """A server that answers so for Anna's mail, at this command."""

    def answer(command, about):
        to_her = about == ANNA if command == "RCPT" else command == "DATA" and b"\r\nTo: anna@" in about
        return code if command == at and to_her else None

    return answer


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
@pytest.mark.parametrize("said", ["421 Closing", "450 Busy", "451 Greylisted"])
def test_a_refusal_for_now_is_tried_again_under_the_same_message_id(post, deliver, at, said):
    """A temporary answer to one mail delays that mail and no other."""
    an_order(a_store())
    post.answer = refuses(said, at)
    deliver()
    row = to_anna()
    assert (row.state, row.attempts) == (Message.State.QUEUED, 1)
    assert said[:3] in row.last_error
    assert len(post.mails) == 1, "the store's mail went out all the same"
    post.answer = lambda command, about: None
    deliver(tomorrow())
    after = to_anna()
    assert (after.state, after.last_error) == (Message.State.HANDED_OVER, "")
    assert after.message_id == row.message_id == post.read()[-1]["Message-ID"]
    assert (after.subject, after.text, after.html) == (row.subject, row.text, row.html)


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_a_refusal_for_good_is_parked_where_staff_see_it(post, deliver, at):
    """A permanent answer fails the mail, with the server's own words."""
    an_order(a_store())
    post.answer = refuses("550 No such person here", at)
    deliver()
    row = to_anna()
    assert row.state == Message.State.FAILED
    assert "550 No such person here" in row.last_error
    deliver(tomorrow())
    assert len(post.mails) == 1


def ids_after_a_lost_answer(post, deliver) -> list[str]:
    """The Message-IDs of Anna's mail when the server took it twice, because its first answer was lost."""
    an_order(a_store())
    lost = []

    def lose_once(command, about):
        if command == "DATA" and b"\r\nTo: anna@" in about and not lost:
            lost.append(about)
            return "drop"
        return None

    post.answer = lose_once
    deliver()
    assert to_anna().state == Message.State.QUEUED
    deliver(tomorrow())
    assert to_anna().state == Message.State.HANDED_OVER
    return [mail["Message-ID"] for mail in post.read() if mail["To"] == ANNA]


def test_an_answer_that_is_lost_repeats_the_mail_under_one_message_id(post, deliver):
    """Rule 7: SMTP cannot promise zero doubles, but no more than lost answers, with one Message-ID."""
    ids = ids_after_a_lost_answer(post, deliver)
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_control_a_random_message_id_for_each_try_is_caught(post, deliver, monkeypatch):
    monkeypatch.setattr(delivery, "message_id", lambda message: f"<{secrets.token_hex(8)}@shop.example>")
    assert len(set(ids_after_a_lost_answer(post, deliver))) == 2


@pytest.mark.parametrize("at", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_stalls_is_left_after_the_time_limit(post, at):
    """At whatever command: it takes a second here, not for ever, and the mail goes out later."""
    an_order(a_store())
    stalled = []

    def stall(command, about):
        if command == at and not stalled:
            stalled.append(about)
            time.sleep(1.5)
        return

    post.answer = stall
    mailer = SmtpMailer(post.smtp(timeout_seconds=0.5))
    clock = [0.0]
    worker = message_pump(mailer, clock=lambda: clock[0])
    begun = time.monotonic()
    worker(timezone.now())
    assert stalled
    assert time.monotonic() - begun < 5
    assert Message.objects.filter(state=Message.State.QUEUED).count() >= 1
    time.sleep(1.5)
    clock[0] = 60.0
    while worker(tomorrow()):
        pass
    mailer.close()
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.HANDED_OVER}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_does_not_go_out_unprotected_where_protection_is_set(post, security):
    """A server without TLS, or one that cannot prove who it is, gets nothing."""
    an_order(a_store())
    mailer = SmtpMailer(post.smtp(security=security, timeout_seconds=0.5))
    assert message_pump(mailer)(timezone.now()) == 0
    row = to_anna()
    assert (row.state, row.attempts) == (Message.State.QUEUED, 0)
    assert Message.objects.exclude(last_error="").exists()
    assert not post.mails


def test_an_hour_without_a_mail_server_loses_and_doubles_nothing():
    """Reliability 7, in virtual time: everything waits, and leaves once when it is back."""
    store = a_store()
    clock = [0.0]
    port = free_port()
    away = Post(port=port)
    mailer = SmtpMailer(away.smtp())
    worker = message_pump(mailer, clock=lambda: clock[0])
    for second in range(0, 3600, 15):
        clock[0] = float(second)
        queue_invitation(store, f"colleague{second}@example.com")
        assert worker(timezone.now() + timedelta(seconds=second)) == 0
    waiting = Message.objects.filter(state=Message.State.QUEUED)
    assert waiting.count() == 240
    assert waiting.exclude(attempts=0).count() == 0, "nobody's try: the server is away"
    assert "cannot be reached" in waiting.exclude(last_error="")[0].last_error
    seen = backlog(timezone.now() + LATE_AFTER)
    assert (seen.count, seen.oldest) == (240, timezone.now())
    assert "cannot be reached" in seen.why, "and `kept check` says so"
    controller = Controller(away, hostname="127.0.0.1", port=port)
    controller.start()
    begun = clock[0] = 3600.0
    while Message.objects.filter(state=Message.State.QUEUED).exists() and clock[0] < begun + 900:
        clock[0] += 1.0
        worker(timezone.now() + timedelta(seconds=clock[0]))
    controller.stop()
    mailer.close()
    assert clock[0] < begun + 120
    assert backlog(timezone.now() + LATE_AFTER).count == 0
    assert set(Counter(away.recipients).values()) == {1}
    assert len(away.recipients) == 240
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.HANDED_OVER}


def test_tries_come_to_an_end(post, deliver):
    """After days of trying a person has to look."""
    an_order(a_store())
    post.answer = refuses("451 Not yet", "RCPT")
    deliver()
    Message.objects.filter(kind="confirmation").update(attempts=10_000, due_at=timezone.now())
    deliver(tomorrow())
    row = to_anna()
    assert row.state == Message.State.FAILED
    assert "Given up" in row.last_error


def test_the_letters_of_an_order_leave_in_their_order(post, deliver):
    """Version 2 waits while version 1 is still being tried; one that failed for good holds nobody up."""
    store = a_store()
    an_order(store)
    post.answer = refuses("451 Not yet", "RCPT")
    deliver()
    change(store)
    post.answer = lambda command, about: None
    deliver(timezone.now() + timedelta(seconds=1))
    versions = Message.objects.filter(kind="confirmation").order_by("version")
    assert [row.state for row in versions] == [Message.State.QUEUED] * 2
    deliver(tomorrow())
    deliver(tomorrow() + timedelta(minutes=5))
    assert [row.state for row in versions.all()] == [Message.State.HANDED_OVER] * 2
    subjects = [mail["Subject"] for mail in post.read() if mail["To"] == ANNA]
    assert subjects == [
        "[Confirmed] Order 1001 at Wren & Ivy",
        "[Changed, version 2] Order 1001 at Wren & Ivy",
    ]


def test_a_letter_that_failed_holds_nobody_up(post, deliver):
    store = a_store()
    an_order(store)
    post.answer = refuses("550 No", "RCPT")
    deliver()
    change(store)
    post.answer = lambda command, about: None
    deliver(timezone.now() + timedelta(seconds=1))
    assert [mail["Subject"][:9] for mail in post.read() if mail["To"] == ANNA] == ["[Changed,"]


def test_a_customers_mails_are_one_conversation(post, deliver):
    """F1: the same root and the same subject but for what stands in brackets (RFC 5256)."""
    store = a_store(burst_seconds=0)
    an_order(store)
    deliver()
    advance_order(actor=an_actor(store), number=1001, to="ready", now=timezone.now())
    deliver()
    an_order(store)
    deliver()
    first, second, other = (mail for mail in post.read() if mail["To"] == ANNA)
    assert first["References"] == first["In-Reply-To"] == second["References"] == second["In-Reply-To"]
    assert other["References"] != first["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Subject"].partition("] ")[2] == second["Subject"].partition("] ")[2]
    to_store = next(mail for mail in post.read() if mail["To"] == store.email)
    assert to_store["References"] != first["References"]
    assert (first["From"], first["Reply-To"]) == ("Wren & Ivy <orders@localhost>", store.email)
    assert to_store["Reply-To"] == ANNA
    assert first["Auto-Submitted"] == "auto-generated"


def test_quick_steps_become_one_letter_and_a_step_back_none(post, deliver):
    """C3: several quick edits, one message; what was taken back in time is never told."""
    store = a_store(burst_seconds=10)
    an_order(store)
    deliver()
    advance_order(actor=an_actor(store), number=1001, to="preparing", now=timezone.now())
    deliver(timezone.now() + timedelta(seconds=2))
    advance_order(actor=an_actor(store), number=1001, to="ready", now=timezone.now() + timedelta(seconds=3))
    deliver(timezone.now() + timedelta(seconds=20))
    step_back_order(actor=an_actor(store), number=1001, now=timezone.now() + timedelta(seconds=30))
    advance_order(actor=an_actor(store), number=1001, to="ready", now=timezone.now() + timedelta(seconds=40))
    step_back_order(actor=an_actor(store), number=1001, now=timezone.now() + timedelta(seconds=41))
    deliver(tomorrow())
    told = [mail["Subject"].partition("]")[0] for mail in post.read() if mail["To"] == ANNA]
    assert told == ["[Confirmed", "[Ready to collect"]


def test_a_letter_whose_template_fails_goes_out_in_plain_words(post, deliver, monkeypatch):
    """A broken template never stops a confirmation, and the store can see that it is broken."""
    broken = composition.MessageTemplate(*[composition._PLAIN.from_string("{{ nothing.of_the_sort }}")] * 3)
    monkeypatch.setattr(rendering, "message_template", lambda name, language, choices: broken)
    placed = an_order(a_store())
    deliver()
    mail = next(mail for mail in post.read() if mail["To"] == ANNA)
    for fact in ("1001", "Seasonal bouquet", "€78.00", f"/o/{mail_link(placed.order)}/"):
        assert fact in mail.get_content()
    row = to_anna()
    assert row.state == Message.State.HANDED_OVER
    assert row.last_error.startswith("The template failed")


def test_one_connection_serves_many_mails_and_a_lost_one_is_made_anew(post, deliver):
    store = a_store()
    for _ in range(3):
        an_order(store)
    deliver()
    assert (len(post.mails), post.connections) == (4, 1)  # three customers; the store hears of all at once


def test_a_message_whose_order_is_gone_fails_with_a_sentence(post, deliver):
    an_order(a_store())
    Message.objects.filter(kind="confirmation").update(version=99)
    deliver()
    assert to_anna().state == Message.State.FAILED
    assert "no longer there" in to_anna().last_error


def test_a_letter_that_cannot_be_written_holds_up_no_other(post, deliver, caplog):
    """The message's order has lost a piece: that message fails where staff see it, the rest of the batch leaves."""
    store = a_store()
    an_order(store)
    broken = to_anna()
    broken.facts = {"changes": [{"kind": "nothing that is known"}]}
    broken.save()
    an_order(store, customer=CustomerInput("Ben", "ben@example.com"))
    deliver()
    broken.refresh_from_db()
    assert (broken.state, broken.last_error[:24]) == (Message.State.FAILED, "It could not be written:")
    assert "ben@example.com" in post.recipients
    assert ANNA not in post.recipients


def test_trying_again_by_hand(post, deliver):
    """F3: a stranger and another store's staff find nothing; a packer may not; support may, once."""
    store, other = a_store(), a_store()
    order = an_order(store).order
    post.answer = refuses("550 No", "RCPT")
    deliver()
    row = to_anna()
    asked = {"order_id": order.pk, "message_id": row.pk, "now": timezone.now()}
    with pytest.raises(NotFound):
        try_again(actor=an_actor(other), **asked)
    with pytest.raises(NotAllowed):
        try_again(actor=an_actor(store, Role.FULFILMENT), **asked)
    post.answer = lambda command, about: None
    try_again(actor=an_actor(store, Role.SUPPORT), **asked)
    assert Entry.objects.get(name="message.tried_again").data == {
        "message_id": row.pk,
        "kind": "confirmation",
    }
    with pytest.raises(NotFailed):
        try_again(actor=an_actor(store), **asked)
    deliver()
    assert to_anna().state == Message.State.HANDED_OVER
    assert to_anna().message_id == row.message_id


def change(store):
    change_order(actor=an_actor(store), number=1001, seen_version=1, channel="desk", now=timezone.now(),
                 change=OrderChangeInput(lines=(LineInput(quantity=3, key="1"),)))  # fmt: skip


def queue_invitation(store, address):
    with durable():
        letter = message_to(
            Message.To.STAFF, store_id=store.pk, kind=MessageKind.INVITATION, address=address,
            language="en", now=timezone.now(), occasion=address,
            facts={
                "invited_by": "Mia", "role": "support", "expires": timezone.now().isoformat(), "sealed": seal("secret"),
            },
        )  # fmt: skip
        enqueue([letter])
