"""A message on its whole way: handed over, reported on, shown, and sent again where it came back (F1, F3)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kept.adapters.mailgun import MailgunMailer
from kept.adapters.smtp import SmtpMailer
from kept.faces.worker.pumps import mailer
from kept.messages.actions.try_again import try_again
from kept.messages.delivery import message_pump
from kept.messages.models import Message
from kept.stores.models import Store
from tests.rig.factory import an_actor, an_order
from tests.rig.inbox import BOUNCES, SECRET, handle_items
from tests.rig.mailgun import Mailgun
from tests.rig.notifications import a_notification
from tests.rig.post import Post

pytestmark = pytest.mark.django_db
State = Message.State
Turn = Callable[[], None]


@pytest.fixture
def by_mailgun(mailgun: Mailgun, environment) -> Iterator[Turn]:
    """A worker's turn: hand over and handle all that is due, mail by the provider's API."""
    environment(mail_api=mailgun.account())
    chosen = mailer()
    assert isinstance(chosen, MailgunMailer)
    yield _turns(message_pump(chosen))
    chosen.close()


@pytest.fixture
def by_smtp(post: Post, environment) -> Iterator[Turn]:
    """The same, mail by a mail server."""
    environment(smtp=post.smtp())
    chosen = mailer()
    assert isinstance(chosen, SmtpMailer)
    yield _turns(message_pump(chosen))
    chosen.close()


def _turns(hand_over: Callable[[datetime], int]) -> Turn:
    def turn() -> None:
        while hand_over(timezone.now()) or handle_items(timezone.now()):
            pass

    return turn


def letter(store: Store) -> Message:
    """The confirmation of a new order."""
    return Message.objects.get(order_id=an_order(store).order.pk, to=Message.To.CUSTOMER)


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_by_the_provider_until_it_arrived(store: Store, client: Client, mailgun: Mailgun, by_mailgun: Turn):
    message = letter(store)
    by_mailgun()
    assert state(message) == State.HANDED_OVER
    mail = next(mail for mail in mailgun.taken if mail.fields["to"] == message.address)
    assert f"<{mail.message_id}>" == message.message_id
    assert "kept.secret.link" not in mail.fields["text"]
    client.post("/inbound/mailgun", mailgun.webhook(mail, "delivered"), content_type="application/json")
    by_mailgun()
    assert (state(message), message.reported_at) == (State.DELIVERED, timezone.now())


def test_a_report_finds_its_message_although_the_answer_was_lost(
    store: Store, client: Client, mailgun: Mailgun, by_mailgun: Turn, clock
):
    """The provider took it, nobody heard so, and it waits for another try: its report ends that."""
    mailgun.behave = ["drop", "drop"]
    message = letter(store)
    by_mailgun()
    assert state(message) == State.QUEUED
    mail = next(mail for mail in mailgun.taken if mail.fields["to"] == message.address)
    client.post("/inbound/mailgun", mailgun.webhook(mail, "delivered"), content_type="application/json")
    handle_items(timezone.now())
    assert state(message) == State.DELIVERED
    clock.shift(timedelta(hours=1))
    by_mailgun()
    assert [mail.fields["to"] for mail in mailgun.taken].count(message.address) == 1


def test_a_report_that_is_faster_than_the_worker_waits_for_it(
    store: Store, client: Client, mailgun: Mailgun, by_mailgun: Turn, clock
):
    message = letter(store)
    by_mailgun()
    mail = next(mail for mail in mailgun.taken if mail.fields["to"] == message.address)
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, lease="its worker's")
    client.post("/inbound/mailgun", mailgun.webhook(mail, "delivered"), content_type="application/json")
    handle_items(timezone.now())
    assert state(message) == State.SENDING
    Message.objects.filter(pk=message.pk).update(state=State.HANDED_OVER, lease="")
    clock.shift(timedelta(seconds=7))
    handle_items(timezone.now())
    assert state(message) == State.DELIVERED


def test_by_smtp_it_comes_back_to_an_address_of_its_own_and_is_tried_again(
    store: Store, client: Client, post: Post, by_smtp: Turn
):
    message = letter(store)
    by_smtp()
    envelope = dict(zip(post.recipients, post.senders, strict=True))[message.address]
    assert envelope.startswith("bounces+")
    assert envelope.endswith(BOUNCES.partition("@")[2])
    bounce = a_notification(envelope)
    client.post(f"/inbound/mail/{SECRET}", bounce, content_type="message/rfc822")
    by_smtp()
    assert (state(message), message.report) == (State.BOUNCED, "550 5.1.1 <anna@example.com>: no such user")
    try_again(actor=an_actor(store), order_id=message.order_id, message_id=message.pk, now=timezone.now())
    by_smtp()
    assert state(message) == State.HANDED_OVER
    first, second = (
        sender for sender, to in zip(post.senders, post.recipients, strict=True) if to == message.address
    )
    assert first == envelope != second
    # Word of the first sending, once more and with other bytes: it is not about this one.
    client.post(f"/inbound/mail/{SECRET}", b"Received: again\r\n" + bounce, content_type="message/rfc822")
    by_smtp()
    assert state(message) == State.HANDED_OVER
    client.post(f"/inbound/mail/{SECRET}", a_notification(second), content_type="message/rfc822")
    by_smtp()
    assert state(message) == State.BOUNCED
