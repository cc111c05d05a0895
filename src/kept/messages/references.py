"""References: what a message is called towards whoever carries it, so that a report about it finds it again.

`12.0.<mark>`: the row, how often it had been sent again, and a mark that nobody can guess. It fits in front of the @
of a bounce address (64 characters; RFC 5321, 4.5.3.1.1).
"""

import hmac
import re
from dataclasses import dataclass

from kept.messages.mime import mark
from kept.messages.models import Message

_REFERENCE = re.compile(r"([1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,4})\.([0-9a-f]{24})")


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending of a message: the first, or the one after so many `resends`."""

    message_id: int
    resends: int


def reference(message: Message) -> str:
    """Return the reference of this sending of a message."""
    return f"{message.pk}.{message.resends}.{_mark(message.pk, message.resends)}"


def parse_reference(reference: str) -> Sending | None:
    """The sending that a reference proves to know; None for anything else."""
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        return None
    pk, resends = int(parts[1]), int(parts[2])
    return Sending(pk, resends) if hmac.compare_digest(parts[3], _mark(pk, resends)) else None


def _mark(pk: int, resends: int) -> str:
    return mark(f"sending {resends} of", pk)
