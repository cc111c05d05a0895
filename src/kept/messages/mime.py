"""A mail as bytes (RFC 5322, RFC 2045–2047), written directly: Python's own generator costs far more.

Every header goes through `one_line`, so nothing a customer or a merchant types can add one.
"""

import hashlib
import hmac
from base64 import b64encode
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from django.conf import settings

from kept.messages.models import Message
from kept.messages.rendering import Rendered, one_line

# A line of a header should be at most 78 characters (RFC 5322, 2.1.1); an encoded word at most 75 (RFC 2047,
# 2).
_LINE = 78
_WORD_BYTES = 45
_LONGEST_LINE = 998  # of a body, without its end (RFC 5322, 2.1.1)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The sender, recipient and conversation of a mail, beside its content."""

    sender: str
    sender_name: str
    recipient: str
    reply_to: str
    message_id: str
    thread: str


def message_id(message: Message) -> str:
    """The Message-ID of a row: the same for every try, and not to be guessed by who would answer it."""
    return f"<m{message.pk}.{mark('message', message.pk)}@{_domain()}>"


def thread_id(message: Message) -> str:
    """The root of the conversation about one order with one side; "" for a message about no order."""
    if message.order_id is None:
        return ""
    return f"<o{message.order_id}.{mark(f'order {message.to}', message.order_id)}@{_domain()}>"


def as_bytes(envelope: Envelope, said: Rendered, *, at: datetime) -> bytes:
    """The whole mail.

    Needs no other encoding than ASCII on the way, but for an address that is not ASCII itself.
    """
    headers = [
        f"From: {_mailbox(envelope.sender_name, envelope.sender)}",
        f"To: {one_line(envelope.recipient)}",
        f"Reply-To: {one_line(envelope.reply_to)}",
        f"Subject: {_words(said.subject, len('Subject: '))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {envelope.message_id}",
    ]
    if envelope.thread:
        headers += [f"In-Reply-To: {envelope.thread}", f"References: {envelope.thread}"]
    headers += ["Auto-Submitted: auto-generated", "MIME-Version: 1.0"]
    head = "\r\n".join(headers).encode()
    text = _part("plain", said.text)
    if not said.html:
        return head + b"\r\n" + text
    # Made of the Message-ID's unguessable mark, so no text can contain it on purpose.
    boundary = f"=_{hashlib.sha256(envelope.message_id.encode()).hexdigest()[:32]}".encode()
    line = b"\r\n--" + boundary
    return b"".join(
        [head, b'\r\nContent-Type: multipart/alternative; boundary="', boundary, b'"\r\n',
         line, b"\r\n", text, line, b"\r\n", _part("html", said.html), line, b"--\r\n"]
    )  # fmt: skip


def _part(kind: str, text: str) -> bytes:
    """As it is where every server must take that (RFC 5321, 4.5.3.1.6): it costs the least and reads best."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n")
    if tidy.isascii() and max(map(len, tidy.split("\n"))) <= _LONGEST_LINE:
        encoding, body = "7bit", tidy.encode()
    else:
        encoding, body = "quoted-printable", b2a_qp(tidy.encode(), istext=True)
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + body.replace(b"\n", b"\r\n")


def _mailbox(name: str, address: str) -> str:
    shown = one_line(name)
    if not shown:
        return address
    if shown.isascii() and "=?" not in shown and len(shown) < _LINE:
        quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{address}>'
    return f"{_words(shown, len('From: '))}\r\n <{address}>"


def _words(text: str, used: int) -> str:
    """An unstructured header's value: folded, and as encoded words where it is not plain ASCII."""
    shown = one_line(text)
    if shown.isascii() and "=?" not in shown and all(len(word) < _LINE - used for word in shown.split(" ")):
        return _folded(shown.split(" "), used, " ")
    return _folded(
        [f"=?utf-8?b?{b64encode(chunk.encode()).decode()}?=" for chunk in _chunks(shown)], _LINE, " "
    )


def _folded(words: list[str], used: int, gap: str) -> str:
    lines, room = [[words[0]]], _LINE - used - len(words[0])
    for word in words[1:]:
        room -= len(gap) + len(word)
        if room < 0:
            lines.append([])
            room = _LINE - len(gap) - len(word)
        lines[-1].append(word)
    return "\r\n ".join(gap.join(line) for line in lines)


def _chunks(text: str) -> list[str]:
    """Whole characters, each piece small enough for one encoded word."""
    pieces, size = [""], 0
    for character in text:
        size += len(character.encode())
        if size > _WORD_BYTES:
            pieces.append("")
            size = len(character.encode())
        pieces[-1] += character
    return pieces


def mark(what: str, pk: int) -> str:
    """Return a mark that nobody can guess: the same for the same thing."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"{what} {pk}".encode(), "sha256").hex()[:24]


def _domain() -> str:
    return str(settings.ENVIRONMENT.mail_from).rpartition("@")[2]
