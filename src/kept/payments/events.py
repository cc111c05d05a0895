"""The events of money, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event
from kept.payments.models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecorded(Event[Account]):
    """Somebody wrote down that money came in. Minor units; `received` is all that has come in so far."""

    name = "payment.recorded"
    schema = 1
    webhook = True

    amount: int
    currency: str
    method: str
    received: int
    state: str
    note: str = ""


# What happens to money alone: told to nobody who may not read money.
MONEY_EVENTS = (PaymentRecorded,)
