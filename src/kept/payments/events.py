"""What can happen to money, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecorded(Event):
    """Somebody wrote down that money came in. `amount` in minor units; `received` is what has come in since the start."""

    amount: int
    currency: str
    method: str
    received: int
    state: str
    note: str = ""
