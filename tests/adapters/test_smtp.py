"""SMTP with TLS and a sign-in, against a real server with a certificate of its own."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from kept.adapters.mailer import Refused, TryAgain, Unreachable
from kept.adapters.smtp import SmtpMailer
from tests.rig.post import Post, free_port

# TLS reads the clock of the machine.
pytestmark = pytest.mark.wall_clock

A, B, C = "a@kept.example", "b@kept.example", "c@kept.example"
MAIL = b"Subject: Hello\r\n\r\nA line.\r\n.A line with a point first.\r\n"


class Counting:
    """A socket that writes down what goes out in one go."""

    def __init__(self, sock: socket.socket, sent: list[bytes]) -> None:
        self.sock, self.sent = sock, sent

    def sendall(self, octets: bytes) -> None:
        self.sent.append(octets)
        self.sock.sendall(octets)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)


@pytest.fixture
def guarded(certificate: Path) -> Iterator[Post]:
    """A server that asks for STARTTLS and for a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    post = Post(port=free_port())

    def sign_in(server, session, envelope, mechanism, given):
        known = (given.login, given.password) == (b"kept", b"right")
        return AuthResult(success=known, handled=known)  # not handled: the server itself says 535

    controller = Controller(
        post, hostname="127.0.0.1", port=post.port, tls_context=context, require_starttls=True,
        authenticator=sign_in, auth_required=True,
    )  # fmt: skip
    controller.start()
    yield post
    controller.stop()


def test_mail_goes_out_over_starttls_with_a_password(guarded: Post, certificate: Path) -> None:
    mailer = SmtpMailer(
        guarded.smtp(security="starttls", user="kept", password="right"),
        tls=ssl.create_default_context(cafile=str(certificate)),
    )
    for _ in range(2):
        mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    mailer.close()
    assert guarded.mails == [MAIL, MAIL]
    assert guarded.senders == [A] * 2


@pytest.mark.parametrize(
    ("password", "trusted", "sentence"),
    [("wrong", True, "does not accept the user or password"), ("right", False, "certificate verify failed")],
)
def test_a_wrong_password_or_certificate_holds_all_mail_and_says_why(
    guarded: Post, certificate: Path, password: str, trusted: bool, sentence: str
) -> None:
    """It is a setting that is wrong, not the mail: nothing is given up, nothing goes out unprotected."""
    context = ssl.create_default_context(cafile=str(certificate) if trusted else None)
    smtp = guarded.smtp(security="starttls", user="kept", password=password, timeout_seconds=10.0)
    mailer = SmtpMailer(smtp, tls=context)
    with pytest.raises(Unreachable, match=sentence):
        mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    assert not guarded.mails


@pytest.mark.parametrize("known", [True, False])
def test_an_address_with_other_letters_needs_a_server_that_knows_them(known: bool) -> None:
    """SMTPUTF8 (RFC 6531): handed over where the server offers it, else refused for good."""
    post = Post(port=free_port())
    controller = Controller(post, hostname="127.0.0.1", port=post.port, enable_SMTPUTF8=known)
    controller.start()
    mailer = SmtpMailer(post.smtp())
    if known:
        mailer.hand_over(sender=A, recipient="jörg@kept.example", mail=MAIL, reference="")
    else:
        with pytest.raises(Refused, match="SMTPUTF8"):
            mailer.hand_over(sender=A, recipient="jörg@kept.example", mail=MAIL, reference="")
    mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    mailer.close()
    controller.stop()
    assert post.recipients == ["jörg@kept.example", B][not known :]


def test_a_connection_that_the_server_has_closed_is_made_anew(post: Post) -> None:
    """A kept connection that died unnoticed costs no try."""
    mailer = SmtpMailer(post.smtp())
    mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    kept = mailer._connection
    assert kept is not None
    assert kept.sock is not None
    kept.sock.shutdown(2)
    mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    mailer.close()
    assert (len(post.mails), post.connections) == (2, 2)


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(("said", "error"), [("452 Full", TryAgain), ("550 Nobody", Refused)])
def test_after_a_refusal_the_same_connection_serves_the_next_mail(
    post: Post, pipelining: bool, said: str, error: type[Exception]
) -> None:
    post.pipelining = pipelining
    mailer = SmtpMailer(post.smtp())
    post.answer = lambda command, about: said if command == "RCPT" and about == C else None
    with pytest.raises(error, match=said):
        mailer.hand_over(sender=A, recipient=C, mail=MAIL, reference="")
    mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    mailer.close()
    assert (post.recipients, post.connections) == ([B], 1)


class Eager(Post):
    """Answers DATA with 354 though nobody may get the mail, as RFC 2920 (3.1) lets it; an empty one is refused."""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ):
        envelope.rcpt_tos.append(address)
        return "550 Nobody" if address == C else "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802
        if C in envelope.rcpt_tos:
            self.senders.append(f"empty: {envelope.original_content!r}")
            return "554 No valid recipients"
        return await super().handle_DATA(server, session, envelope)


def test_a_mail_that_nobody_may_get_is_not_sent_though_the_server_waits_for_it() -> None:
    """All commands are on their way before the first is answered: what follows a refusal must be empty."""
    post = Eager(port=free_port())
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    mailer = SmtpMailer(post.smtp())
    with pytest.raises(Refused, match="550 Nobody"):
        mailer.hand_over(sender=A, recipient=C, mail=MAIL, reference="")
    mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    mailer.close()
    controller.stop()
    assert (post.senders, post.mails) == ([A, "empty: b''", A], [MAIL])
    assert (post.recipients, post.connections) == ([B], 1)


@pytest.mark.parametrize(("pipelining", "waits"), [(True, 2), (False, 4)])
def test_a_server_far_away_is_waited_for_as_seldom_as_it_allows(
    post: Post, pipelining: bool, waits: int
) -> None:
    """Twice for each mail where it takes commands in one go, four times where it does not."""
    post.pipelining = pipelining
    mailer = SmtpMailer(post.smtp())
    mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    kept = mailer._connection
    assert kept is not None
    assert kept.sock is not None
    sent: list[bytes] = []
    kept.sock = Counting(kept.sock, sent)
    mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    mailer.close()
    assert (len(sent), post.mails) == (waits, [MAIL, MAIL])


def test_an_address_that_holds_a_line_end_cannot_say_commands(post: Post) -> None:
    mailer = SmtpMailer(post.smtp())
    with pytest.raises(Refused, match="an address is one line"):
        mailer.hand_over(sender=A, recipient=f"{B}>\r\nRCPT TO:<{C}", mail=MAIL, reference="")
    mailer.hand_over(sender=A, recipient=B, mail=MAIL, reference="")
    mailer.close()
    assert post.recipients == [B]
