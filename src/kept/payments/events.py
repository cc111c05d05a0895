"""What can happen to money, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecorded(Event):
    """Somebody wrote down that money came in. Minor units; `received` is all that has come in so far."""

    amount: int
    currency: str
    method: str
    received: int
    state: str
    note: str = ""


# What happens to money alone: told to nobody who may not read money.
MONEY_EVENTS = frozenset({PaymentRecorded.__name__})
