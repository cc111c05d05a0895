"""The requests and replies about the money of an order."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from kept.faces.api.fields import WHOLE, Input, OneOf, one_of, text
from kept.faces.api.values import Amount, Timestamp, timestamp
from kept.kit.money import LARGEST
from kept.payments.actions.record_payment import LONGEST_CAUSE, LONGEST_NOTE
from kept.payments.methods import codes_by_hand
from kept.payments.models import Account, Entry, State


class PaymentInput(Input):
    """Money that came in by hand. A `reference` is used once per order: the same payment is not recorded twice."""

    ACTION_NAMES = {"reference": "cause"}

    amount: Annotated[int, Field(ge=1, le=LARGEST, description="Integer minor units of the currency."), WHOLE]
    method: Annotated[str, OneOf(codes_by_hand)]
    reference: Annotated[str, text(LONGEST_CAUSE, least=1, examples=["Bank statement 47, line 3"])]
    note: Annotated[str, text(LONGEST_NOTE)] = ""


class PaymentEntryOut(TypedDict):
    """A line of the ledger: a sum that was agreed, or money that came in. Never changed afterwards."""

    id: int
    kind: Annotated[str, one_of(Entry.Kind)]
    amount: Amount
    method: str
    reference: str
    note: str
    actor: str
    recorded_at: Timestamp


class PaymentsOut(TypedDict):
    """The money of an order. `balance`: still owed; negative when it is owed back."""

    currency: str
    method: str
    state: Annotated[str, one_of(State)]
    agreed: Amount
    received: Amount
    balance: Amount
    entries: list[PaymentEntryOut]


def payments_out(account: Account, entries: list[Entry]) -> PaymentsOut:
    """Return the account with its ledger."""
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
                "reference": row.cause,
                "note": row.note,
                "actor": row.actor,
                "recorded_at": timestamp(row.at),
            }
            for row in entries
        ],
    }
