"""Handing mail to a server by SMTP (RFC 5321): one connection, kept while there is work; honest failures."""

import smtplib
import socket
import ssl
import time
from contextlib import suppress
from typing import Protocol

from kept.adapters.bounces import with_reference
from kept.adapters.mailer import NotHandedOver, Refused, TryAgain, Unreachable
from kept.adapters.tls import mail_tls

IDLE_SECONDS = 30.0

# What a server answers: its code and its words.
Reply = tuple[int, bytes]
TAKEN = (250, 251)
GO_ON = 354
NOT_ASKED: Reply = (0, b"")


class SmtpServer(Protocol):
    """The address and sign-in of a mail server. `config.environment.Smtp` is one.

    `security` is "none", "starttls" or "tls".
    """

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def security(self) -> str: ...
    @property
    def timeout_seconds(self) -> float: ...


class SmtpMailer:
    """A connection to one server, made when first needed and made anew when it is lost.

    With a `bounce_address` each mail's envelope has a sender of its own, so that what cannot be delivered comes back
    to an address that names the mail (bounces.py). Not for several threads.
    """

    def __init__(
        self, server: SmtpServer, *, bounce_address: str = "", tls: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._bounce_address = bounce_address
        self._tls = tls or mail_tls()
        self._connection: smtplib.SMTP | None = None
        self._used = 0.0

    def hand_over(self, *, sender: str, recipient: str, mail: bytes, reference: str) -> None:
        """Hand one mail over. Returns when the server has said that it is its own from now on.

        Raises Unreachable, TryAgain or Refused.
        """
        if self._bounce_address and reference:
            sender = with_reference(self._bounce_address, reference)
        smtp, rcpt, data = self._begin(sender, recipient)
        self._used = time.monotonic()
        if rcpt[0] not in TAKEN:
            self._reset(in_data=data[0] == GO_ON)
            raise _failure(*rcpt, "would not take mail for this address")
        if data[0] != GO_ON:
            self._reset()
            raise _failure(*data, "would not take this mail")
        try:
            code, answer = _send_content(smtp, mail)
        except (OSError, smtplib.SMTPException) as error:
            # All of it was sent, perhaps, and only the answer is missing. The same Message-ID goes out again.
            self.close()
            raise TryAgain(
                f"The connection was lost before the mail server had answered ({_short(error)})."
            ) from error
        self._used = time.monotonic()
        if code != 250:
            self._reset()
            raise _failure(code, answer, "would not take this mail")

    def rest(self) -> None:
        """Close a connection that nobody has used for a while. Call it whenever there is nothing to do."""
        if self._connection is not None and time.monotonic() - self._used > IDLE_SECONDS:
            self.close()

    def close(self) -> None:
        """Say good-bye, if anybody listens."""
        smtp, self._connection = self._connection, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.close()

    def _begin(self, sender: str, recipient: str) -> tuple[smtplib.SMTP, Reply, Reply]:
        """The answers to RCPT and to DATA.

        A kept connection may have been closed by the server meanwhile: then once more on a new one.
        """
        kept = self._connection is not None
        smtp = self._connection or self._connect()
        try:
            return smtp, *_begin_mail(smtp, sender, recipient)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            if not kept:
                raise TryAgain(f"The mail server broke off ({_short(error)}).") from error
        except Unreachable:
            self.close()
            if not kept:
                raise
        return self._begin(sender, recipient)

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        smtp: smtplib.SMTP | None = None
        try:
            if server.security == "tls":
                smtp = smtplib.SMTP_SSL(timeout=server.timeout_seconds, context=self._tls)
            else:
                smtp = smtplib.SMTP(timeout=server.timeout_seconds)
            # The name that TLS checks; the constructor keeps it only when it connects at once.
            smtp._host = server.host  # type: ignore[attr-defined]
            code, answer = smtp.connect(server.host, server.port)
            if code != 220:
                raise Unreachable(f"The mail server greeted with {code} {_text(answer)}.")
            # A mail's last packet must not wait for the answer to the one before it.
            if smtp.sock is not None:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=self._tls)
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
        except Unreachable:
            _hang_up(smtp)
            raise
        except smtplib.SMTPAuthenticationError as error:
            _hang_up(smtp)
            raise Unreachable(
                "The mail server does not accept the user or password of KEPT_SMTP_URL "
                f"({_text(error.smtp_error)})."
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            _hang_up(smtp)
            raise Unreachable(
                f"The mail server {server.host}:{server.port} cannot be reached ({_short(error)})."
            ) from error
        self._connection, self._used = smtp, time.monotonic()
        return smtp

    def _reset(self, *, in_data: bool = False) -> None:
        """Leave the conversation in order for the next mail. `in_data`: the server waits for a mail that nobody
        is to get; it has to be given an empty one (RFC 2920, 3.1)."""
        if self._connection is not None:
            try:
                if in_data:
                    self._connection.docmd(".")
                code, _ = self._connection.rset()
            except (OSError, smtplib.SMTPException):
                code = 421
            if code == 421:
                self.close()


def _begin_mail(smtp: smtplib.SMTP, sender: str, recipient: str) -> tuple[Reply, Reply]:
    """The answers to RCPT and to DATA. A server that does not let us send at all is as good as unreachable."""
    if not recipient.isprintable():
        return (553, b"an address is one line"), NOT_ASKED
    option = ""
    if not recipient.isascii():
        if not smtp.has_extn("smtputf8"):
            return (553, b"it does not know addresses with such letters (SMTPUTF8)"), NOT_ASKED
        option, smtp.command_encoding = " SMTPUTF8", "utf-8"
    mail, *others = _send_commands(
        smtp,
        f"MAIL FROM:{smtplib.quoteaddr(sender)}{option}",
        f"RCPT TO:{smtplib.quoteaddr(recipient)}",
        "DATA",
    )
    if mail[0] != 250:
        smtp.close()
        raise Unreachable(f"The mail server does not take mail from {sender}: {mail[0]} {_text(mail[1])}.")
    rcpt, data = (*others, NOT_ASKED)[:2]
    return rcpt, data


def _send_commands(smtp: smtplib.SMTP, *commands: str) -> list[Reply]:
    """Return the server's answer to each command, until it refuses one.

    Where it can take them in one go (PIPELINING, RFC 2920) a server far away is waited for twice for each mail, and not
    four times.
    """
    if smtp.has_extn("pipelining"):
        smtp.send("".join(f"{command}\r\n" for command in commands))
        return [smtp.getreply() for _ in commands]
    replies: list[Reply] = []
    for command in commands:
        replies.append(smtp.docmd(command))
        if replies[-1][0] not in (*TAKEN, GO_ON):
            break
    return replies


def _send_content(smtp: smtplib.SMTP, mail: bytes) -> Reply:
    """The answer to the mail itself, as `smtplib.SMTP.data` gives it; that one looks for dots with a regular
    expression, which costs more than all the rest of a hand-over."""
    whole = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    doubled = whole.replace(b"\r\n.", b"\r\n..")  # RFC 5321, 4.5.2
    smtp.send((b"." if doubled.startswith(b".") else b"") + doubled + b".\r\n")
    return smtp.getreply()


def _failure(code: int, answer: bytes | str, what: str) -> NotHandedOver:
    sentence = f"The mail server {what}: {code} {_text(answer)}."
    return Refused(sentence) if code >= 500 else TryAgain(sentence)


def _hang_up(smtp: smtplib.SMTP | None) -> None:
    if smtp is not None:
        smtp.close()


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200].rstrip(".")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160].rstrip(".") or type(error).__name__
