"""Write down that money came in: at the counter, at the door, on the bank account (D2, D6)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.refusals import Invalid, NotFound
from kept.kit.text import one_line, strip_control_characters
from kept.kit.transactions import durable
from kept.payments.events import PaymentRecorded
from kept.payments.methods import codes_by_hand
from kept.payments.models import Account, Entry
from kept.payments.refusals import RecordedTwice, TooMuch
from kept.payments.steps import state_of
from kept.stores.actor import Actor
from kept.stores.roles import May

LONGEST_NOTE = 240
LONGEST_CAUSE = 100


def record_payment(
    *, actor: Actor, order_id: int, amount: int, method: str, cause: str, note: str = "", now: datetime
) -> Account:
    """Add a payment to an order's ledger. `amount` in minor units: above zero, at most what is owed.

    `cause` is the caller's own name for this payment (a form's key, a line of a bank statement): the same one
    a second time refuses with RecordedTwice, so that no payment counts twice (D5). Refuses with TooMuch,
    Invalid, and NotFound for unknown and foreign orders alike.
    """
    actor.require(May.RECORD_MONEY)
    checked_note = one_line(note, LONGEST_NOTE, "note")
    name = strip_control_characters(cause).strip()
    if method not in codes_by_hand():
        raise Invalid(_("Choose how it was paid."), field="method")
    if not name or len(name) > LONGEST_CAUSE:
        raise Invalid(_("A payment needs a key of its own, so that it is not recorded twice."), field="cause")
    with durable():
        account = (
            Account.objects.select_for_update().filter(order_id=order_id, store_id=actor.store_id).first()
        )
        if account is None:
            raise NotFound
        key = f"paid: {name}"
        if Entry.objects.filter(order_id=order_id, cause=key).exists():
            raise RecordedTwice
        if amount <= 0:
            raise Invalid(_("Write an amount above zero."), field="amount")
        if amount > account.balance:
            raise TooMuch(owed=account.balance)
        _write(account, amount, method=method, cause=key, note=checked_note, actor=actor, now=now)
        record(
            PaymentRecorded(
                order_id=order_id, amount=amount, currency=account.currency, method=method,
                received=account.received, state=account.state, note=checked_note,
            ),
            actor=actor, now=now, subject=account,
        )  # fmt: skip
    return account


def _write(
    account: Account, amount: int, *, method: str, cause: str, note: str, actor: Actor, now: datetime
) -> None:
    Entry.objects.create(
        store_id=account.store_id,
        order_id=account.order_id,
        kind=Entry.Kind.RECEIVED,
        amount=amount,
        method=method,
        cause=cause,
        note=note,
        actor=actor.name[:120],
        at=now,
    )
    account.received += amount
    account.state = state_of(account.agreed, account.received)
    account.save(update_fields=["received", "state"])
