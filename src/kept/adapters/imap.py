"""A mailbox at a mail provider (IMAP4rev1, RFC 3501), for those whose provider brings no mail to Kept by itself.

Only mail to the bounce address is looked for, unread, and it is marked as read once it is on disk: other mail in the
mailbox is left as it is.
"""

import imaplib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from kept.adapters.smtp import SmtpServer
from kept.adapters.tls import mail_tls

# Where a mail server says to whom a mail came: a forwarded one names its new reader in To.
_ADDRESSED_BY = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxServer(SmtpServer, Protocol):
    """The address and sign-in of a mailbox, and its folder. `config.environment.Imap` is one."""

    @property
    def folder(self) -> str: ...


class MailboxFailed(Exception):
    """The mailbox cannot be read now; the text says why, in the server's words."""


class Mailbox:
    """An open mailbox: `with open_mailbox(server) as mailbox: for uid in mailbox.unread(address): …`."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection

    def unread(self, address: str) -> list[str]:
        """Return the ids of unread mail to this address or to one of its kind (`name+…@domain`), oldest first."""
        name = address.partition("@")[0]
        query = "UNSEEN " + "OR " * (len(_ADDRESSED_BY) - 1)
        query += " ".join(f'HEADER {header} "{name}"' for header in _ADDRESSED_BY)
        return [uid.decode("ascii") for part in self._ask("SEARCH", query) for uid in _line(part).split()]

    def size(self, uid: str) -> int:
        """Return the mail's length in bytes, by the server's word."""
        found = _SIZE.search(b" ".join(map(_line, self._ask("FETCH", uid, "(RFC822.SIZE)"))))
        return int(found[1]) if found else 0

    def fetch(self, uid: str) -> bytes:
        """Return the mail as it came; it stays unread. Empty where it is gone meanwhile."""
        for part in self._ask("FETCH", uid, "(BODY.PEEK[])"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return b""

    def mark_read(self, uid: str) -> None:
        """Mark it as read, so that it is not brought again."""
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes]]:
        status, answer = self._connection.uid(command, *words)
        if status != "OK":
            raise MailboxFailed(f"{command}: {_words(answer)}")
        return [part for part in answer if part is not None]


@contextmanager
def open_mailbox(server: MailboxServer) -> Iterator[Mailbox]:
    """Sign in and open the folder. Raises MailboxFailed, also for what fails while it is open."""
    try:
        with _connect(server) as connection:
            connection.login(server.user, server.password)
            status, answer = connection.select(_quoted(server.folder))
            if status != "OK":
                raise MailboxFailed(f"{server.folder}: {_words(answer)}")
            yield Mailbox(connection)
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise MailboxFailed(_words([error]) or type(error).__name__) from error


def _connect(server: MailboxServer) -> imaplib.IMAP4:
    if server.security == "tls":
        return imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=mail_tls(), timeout=server.timeout_seconds
        )
    connection = imaplib.IMAP4(server.host, server.port, timeout=server.timeout_seconds)
    if server.security == "starttls":
        try:
            connection.starttls(mail_tls())
        except BaseException:
            connection.shutdown()
            raise
    return connection


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", r"\\").replace('"', r"\"") + '"'


def _line(part: bytes | tuple[bytes, bytes]) -> bytes:
    return part[0] if isinstance(part, tuple) else part


def _words(answer: Sequence[object]) -> str:
    """The other side's words on one line."""
    texts = (
        part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in answer if part
    )
    return " ".join(" ".join(texts).split())[:300]
