"""Reports that mail servers write: of a mail that came back (RFC 3464), or that its reader called spam (RFC 5965).

Each mail's envelope has a sender of its own, `bounces+<reference>@shop.example`. Whoever cannot deliver it writes to
that address, and nobody else knows it; a feedback loop writes to the address that was registered, and names that
sender. What stands in such a mail is a stranger's: little of it is read, and nothing in it is believed but under a
reference that proves itself (messages/references.py).
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
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
# Of a complaint: the envelope's sender, as the report names it and as the mail itself had it.
_FROM = ("Original-Mail-From", "Return-Path")
_COMPLAINT, _NOTIFICATION = "message/feedback-report", "message/delivery-status"
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
        parts = _parts_of_report(message)
        if _COMPLAINT in parts:
            return _complaint(parts, bounce_address)
        reference = _reference([message], _TO, bounce_address)
        what, reason = _what(_blocks(parts.get(_NOTIFICATION)))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoReport(f"It cannot be read: {type(error).__name__}.") from error
    return DeliveryReport(reference, what, reason)


def _is_too_much(text: bytes) -> bool:
    return (
        text.lower().count(b"boundary") > MOST_BOUNDARIES
        or text.count(b"\n\n") > MOST_BLOCKS
        or any(len(found[0]) > LONGEST_TYPE for found in _TYPE.finditer(text))
    )


def _parts_of_report(message: Message) -> dict[str, Message]:
    """Return the first part of each type, of a report alone and only where they have to stand."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        raise NoReport("It is no report about a mail.")
    parts: dict[str, Message] = {}
    for part in message.get_payload():
        if isinstance(part, Message):
            parts.setdefault(part.get_content_type(), part)
    return parts


def _blocks(part: Message | None) -> list[Message]:
    """Return what is inside a part: the blocks of a notification, about the mail and then about each recipient; the
    fields of a complaint; the mail that was sent."""
    payload = part.get_payload() if part is not None and part.is_multipart() else []
    return [block for block in payload if isinstance(block, Message)]


def _complaint(parts: dict[str, Message], bounce_address: str) -> DeliveryReport:
    """The report that a reader called a mail of ours spam: the reports' other types say nothing of a reader."""
    fields = _blocks(parts[_COMPLAINT])
    kinds = {str(block.get("Feedback-Type", "")).strip().lower() for block in fields}
    if "abuse" not in kinds:
        raise NoReport("It is no complaint about a mail.")
    sent = [*_blocks(parts.get("message/rfc822")), *fields]
    if headers := parts.get("text/rfc822-headers"):
        sent.append(message_from_string(str(headers.get_payload())))
    return DeliveryReport(_reference(sent, _FROM, bounce_address), "complained", "")


def _reference(messages: list[Message], names: tuple[str, ...], bounce_address: str) -> str:
    pattern = _pattern(bounce_address)
    for message in messages:
        for name in names:
            for value in message.get_all(name, []):
                if found := pattern.search(str(value)):
                    return found[1].lower()
    raise NoReport("It came to no address that names one of our mails.")


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
