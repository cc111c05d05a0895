"""A report about a mail that had left: the form into which every way of hearing of it is brought."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ReportKind = Literal["delivered", "delayed", "bounced", "complained"]

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """The fate of one mail. `reference` is the one that it was handed over with, as the report has it: not proved
    yet. `reason`: the other side's words, on one line. `at`: when it happened by the other side's clock, if it says so.
    """

    reference: str
    what: ReportKind
    reason: str = ""
    at: datetime | None = None


def short_reason(*parts: str | None) -> str:
    """The other side's words for a person: printable, on one line, without an end that says nothing."""
    text = " ".join("".join(c if c.isprintable() else " " for c in part or "") for part in parts)
    return " ".join(text.split())[:LONGEST_REASON]
