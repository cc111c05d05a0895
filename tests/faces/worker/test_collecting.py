"""Mail that comes back is fetched from a provider's mailbox; whatever else lies in it stays as it is (F3)."""

import imaplib
from dataclasses import replace

import pytest
from django.utils import timezone

from kept.adapters.imap import Mailbox, MailboxFailed
from kept.faces.worker import collecting
from kept.faces.worker.pumps import mailbox_pump, pumps
from kept.inbox.models import InboxItem
from kept.messages.models import Message
from kept.messages.references import reference
from tests.rig.imap import Provider
from tests.rig.imap import provider as provider
from tests.rig.inbox import BOUNCES, handle_items
from tests.rig.inbox import environment as environment
from tests.rig.inbox import message as message
from tests.rig.notifications import a_notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("environment")]


def collect(provider: Provider) -> int:
    return collecting.collect_mail(provider.server, bounce_address=BOUNCES, now=timezone.now())


def bounce_of(message: Message) -> bytes:
    local, _, domain = BOUNCES.partition("@")
    return a_notification(f"{local}+{reference(message)}@{domain}")


def test_a_returned_mail_is_fetched_and_its_message_has_bounced(provider: Provider, message: Message):
    provider.deliver(bounce_of(message))
    assert collect(provider) == 1
    handle_items(timezone.now())
    message.refresh_from_db()
    assert message.state == Message.State.BOUNCED
    assert collect(provider) == 0


def test_other_mail_in_the_mailbox_is_neither_fetched_nor_marked_as_read(
    provider: Provider, message: Message
):
    provider.deliver(
        b"From: mum@example.com\r\nTo: ivy@wren.example\r\nSubject: Sunday\r\n\r\nBouncesbouncesbounces\r\n"
    )
    unread = provider.unread()
    provider.deliver(bounce_of(message))
    collect(provider)
    assert InboxItem.objects.count() == 1
    assert provider.unread() == unread


def test_a_worker_that_is_killed_before_the_mark_brings_it_once(
    provider: Provider, message: Message, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    provider.deliver(bounce_of(message))
    with monkeypatch.context() as patch:
        patch.setattr(Mailbox, "mark_read", kill)
        with pytest.raises(Killed):
            collect(provider)
    assert collect(provider) == 1
    assert InboxItem.objects.count() == 1


def test_what_is_too_large_is_passed_over_without_being_fetched(
    provider: Provider, message: Message, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(collecting, "LARGEST_MAIL", 3_000)
    provider.deliver(bounce_of(message).replace(b"Your order is confirmed.", b"x" * 5_000))
    provider.deliver(bounce_of(message))
    assert collect(provider) == 2
    assert InboxItem.objects.count() == 1
    assert collect(provider) == 0


def test_a_wrong_password_a_wrong_folder_and_a_closed_door_are_said_in_the_servers_words(provider: Provider):
    for server in (
        replace(provider.server, password="guessed"),
        replace(provider.server, folder='No "such" folder'),
        replace(provider.server, port=1),
        replace(provider.server, security="tls"),
        replace(provider.server, security="starttls"),
    ):
        with pytest.raises(MailboxFailed) as failed:
            collecting.collect_mail(server, bounce_address=BOUNCES, now=timezone.now())
        assert str(failed.value)
        assert "guessed" not in str(failed.value)


def test_what_hangs_up_in_the_middle_is_tried_again_later(
    provider: Provider, message: Message, monkeypatch: pytest.MonkeyPatch
):
    def hang_up(mailbox: Mailbox, _uid: str) -> bytes:
        raise imaplib.IMAP4.abort("socket error: EOF")

    provider.deliver(bounce_of(message))
    with monkeypatch.context() as patch:
        patch.setattr(Mailbox, "fetch", hang_up)
        with pytest.raises(MailboxFailed, match="EOF"):
            collect(provider)
    assert collect(provider) == 1


def test_a_worker_looks_into_the_mailbox_that_is_set_once_a_minute(
    provider: Provider, message: Message, environment, clock
):
    assert "mailbox" not in mailbox_pump()
    environment(bounce_mailbox=provider.server)
    pump = pumps()["mailbox"]
    assert pump(timezone.now()) == 0
    provider.deliver(bounce_of(message))
    assert pump(timezone.now()) == 0
    clock.shift(61)
    assert pump(timezone.now()) == 1
