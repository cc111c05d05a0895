"""A real SMTP server on a real socket, which can misbehave on request, and a delivery to it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from kept.adapters.smtp import SmtpMailer
from kept.config.environment import Smtp
from kept.messages.delivery import message_pump


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass
class Post:
    """What has arrived. `answer(command, recipient or mail)` may return another answer than 250, or raise."""

    mails: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    connections: int = 0
    answer: Callable[[str, Any], str | None] = lambda command, about: None
    port: int = 0
    pipelining: bool = True  # as most servers do

    def smtp(self, **fields: Any) -> Smtp:
        """Where this server is, as the environment would say it."""
        values = {
            "host": "127.0.0.1",
            "port": self.port,
            "user": "",
            "password": "",
            "security": "none",
            "timeout_seconds": 1.0,
        }
        return Smtp(**{**values, **fields})

    def read(self) -> list[EmailMessage]:
        """The mails as a mail program understands them."""
        return [message_from_bytes(mail, policy=policy.default) for mail in self.mails]

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ):
        self.connections += 1
        self.answer("EHLO", hostname)
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.pipelining else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ):
        said = self.answer("MAIL", address)
        if said:
            return said
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ):
        said = self.answer("RCPT", address)
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802
        said = self.answer("DATA", envelope.content)
        if said == "drop":  # taken, and the answer is lost
            self._keep(envelope)
            server.transport.close()
            return "250 OK"
        if said:
            return said
        self._keep(envelope)
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        self.mails.append(envelope.original_content)
        self.recipients += envelope.rcpt_tos


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server."""
    handler = Post(port=free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def deliver(post: Post) -> Iterator[Callable[..., int]]:
    """Hands over everything that is due at `now`; returns how many messages were dealt with."""
    mailer = SmtpMailer(post.smtp())
    pump = message_pump(mailer)

    def until_nothing_is_due(now: datetime | None = None) -> int:
        handled = 0
        while found := pump(now or timezone.now()):
            handled += found
        return handled

    yield until_nothing_is_due
    mailer.close()
