"""The money of an order as it is sent and shown."""

from typing import Annotated, Literal

from pydantic import Field

from kept.faces.api.fields import WHOLE, Given, OneOf, Shown, text
from kept.faces.api.values import Amount, Plain, Stamp, stamp
from kept.kit.money import LARGEST
from kept.payments.actions.record_payment import LONGEST_CAUSE, LONGEST_NOTE
from kept.payments.methods import codes_by_hand
from kept.payments.models import Account, Entry


class PaymentGiven(Given):
    """Money that came in by hand. A `cause` is used once per order: the same payment is not written down twice."""

    amount: Annotated[int, Field(ge=1, le=LARGEST, description="Integer minor units of the currency."), WHOLE]
    method: Annotated[str, OneOf(codes_by_hand)]
    cause: Annotated[str, text(LONGEST_CAUSE, least=1, examples=["Bank statement 47, line 3"])]
    note: Annotated[str, text(LONGEST_NOTE)] = ""


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
