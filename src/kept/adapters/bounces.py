"""Delivery status notifications (RFC 3464): a mail that came back, read by the address to which it came back.

Each mail's envelope has a sender of its own, `bounces+<reference>@shop.example`. Whoever cannot deliver it writes to
that address, and nobody else knows it. What stands in such a mail is a stranger's: little of it is read, and nothing
in it is believed but under a reference that proves itself (messages/references.py).
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from functools import lru_cache

from kept.adapters.reports import DeliveryReport, ReportKind, short_reason

# A notification has three parts, one of them perhaps a whole mail. Each part inside another costs Python's parser
# dearly, each block of headers a little, and parameters of a type the square of their number: 350,000 took 40 s. All of
# that is looked at before it begins.
MOST_BOUNDARIES = 8
MOST_BLOCKS = 5_000
LONGEST_TYPE = 1_000
_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
# The addresses to which a mail came: as the mail server wrote them down, and as the sender did.
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_WHAT: dict[str, ReportKind] = {"failed": "bounced", "delayed": "delayed", "delivered": "delivered"}


class NoReport(Exception):
    """This mail says nothing about one of ours. The text says why not."""


def with_reference(bounce_address: str, reference: str) -> str:
    """The envelope's sender for one mail."""
    local, _, domain = bounce_address.rpartition("@")
    return f"{local}+{reference}@{domain}"


def read_notification(mail: bytes, *, bounce_address: str) -> DeliveryReport:
    """The report in a mail that came to the bounce address. Raises NoReport."""
    text = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if _is_too_much(text):
        raise NoReport("It has more parts than any notification.")
    try:
        message = message_from_bytes(text)
        reference = _reference(message, bounce_address)
        what, reason = _what(_status_of(message))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoReport(f"It cannot be read: {type(error).__name__}.") from error
    return DeliveryReport(reference, what, reason)


def _is_too_much(text: bytes) -> bool:
    return (
        text.lower().count(b"boundary") > MOST_BOUNDARIES
        or text.count(b"\n\n") > MOST_BLOCKS
        or any(len(found[0]) > LONGEST_TYPE for found in _TYPE.finditer(text))
    )


def _reference(message: Message, bounce_address: str) -> str:
    pattern = _pattern(bounce_address)
    for name in _TO:
        for value in message.get_all(name, []):
            if found := pattern.search(str(value)):
                return found[1].lower()
    raise NoReport("It came to no address that names one of our mails.")


def _status_of(message: Message) -> list[Message]:
    """The blocks of the notification: about the mail, then about each recipient. Only where they have to stand."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        raise NoReport("It is no notification about a delivery.")
    for part in message.get_payload():
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            return [block for block in part.get_payload() if isinstance(block, Message)]
    raise NoReport("It is no notification about a delivery.")


def _what(blocks: list[Message]) -> tuple[ReportKind, str]:
    """Our mails have one recipient each, so the first that is told of is theirs."""
    for block, action in _actions(blocks):
        if action in _WHAT:
            return _WHAT[action], _reason(block)
    raise NoReport("It says nothing of what became of a mail.")


def _actions(blocks: list[Message]) -> Iterator[tuple[Message, str]]:
    for block in blocks:
        words = str(block.get("Action", "")).lower().split()
        if words:
            yield block, words[0].rstrip(";")


def _reason(block: Message) -> str:
    """`smtp; 550 5.1.1 No such user` → `550 5.1.1 No such user`."""
    diagnostic = str(block.get("Diagnostic-Code", ""))
    return short_reason(diagnostic.partition(";")[2] or diagnostic or str(block.get("Status", "")))


@lru_cache(maxsize=4)
def _pattern(bounce_address: str) -> "re.Pattern[str]":
    local, _, domain = bounce_address.rpartition("@")
    return re.compile(
        rf"{re.escape(local)}\+([0-9a-f.]{{1,56}})@{re.escape(domain)}(?![\w.-])", re.IGNORECASE
    )
