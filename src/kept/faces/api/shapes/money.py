"""How the money of an order is shown."""

from typing import Literal

from kept.faces.api.shapes.order import Plain, stamp
from kept.faces.api.shapes.shown import Amount, Stamp
from kept.faces.api.words import Shown
from kept.payments.models import Account, Entry

__all__ = ["PaymentsShown", "Plain", "payments"]


class MoneyEntry(Shown):
    """A line of the ledger: a sum that was agreed, or money that came in. Never changed afterwards."""

    id: int
    kind: Literal["agreed", "received"]
    amount: Amount
    method: str
    cause: str
    note: str
    actor: str
    at: Stamp


class PaymentsShown(Shown):
    """The money of an order. `balance`: still owed; negative when it is owed back."""

    currency: str
    method: str
    state: Literal["due", "part_paid", "paid", "owed", "nothing"]
    agreed: Amount
    received: Amount
    balance: Amount
    entries: list[MoneyEntry]


def payments(account: Account, entries: list[Entry]) -> Plain:
    """The account with its ledger."""
    return {
        "currency": account.currency,
        "method": account.method,
        "state": account.state,
        "agreed": account.agreed,
        "received": account.received,
        "balance": account.balance,
        "entries": [
            {
                "id": row.pk,
                "kind": row.kind,
                "amount": row.amount,
                "method": row.method,
                "cause": row.cause,
                "note": row.note,
                "actor": row.actor,
                "at": stamp(row.at),
            }
            for row in entries
        ],
    }
