"""Steps for other packages' actions: what an order is worth. They open no transaction."""

from datetime import datetime

from kept.kit import rows
from kept.kit.transactions import require_transaction
from kept.payments.methods import method_of
from kept.payments.models import BY_DEMO_CARD, Account, Entry, State


def state_of(agreed: int, received: int) -> State:
    """Return the state of the money, from the two sums alone."""
    if received > agreed:
        return State.OWED
    if agreed == 0:
        return State.NOTHING
    if received == agreed:
        return State.PAID
    return State.PART_PAID if received else State.DUE


def open_account(
    *, store_id: int, order_id: int, currency: str, method: str, agreed: int, actor: str, now: datetime
) -> None:
    """Begin an order's money: what was agreed and, for a demonstration method, what counts as paid with it."""
    require_transaction()
    received = method_of(method).received_with_order(agreed)
    account = {
        "order_id": order_id,
        "store_id": store_id,
        "currency": currency,
        "method": method,
        "agreed": agreed,
        "received": received,
        "state": state_of(agreed, received),
    }
    rows.add_deferred(Account, [account])
    rows.add_deferred(
        Entry,
        [
            {"store_id": store_id, "order_id": order_id, "kind": kind, "amount": amount, "method": method,
             "cause": cause, "actor": actor, "at": now}
            for kind, amount, cause in (
                (Entry.Kind.AGREED, agreed, "v1"),
                (Entry.Kind.RECEIVED, received, BY_DEMO_CARD),
            )
            if amount
        ],
    )  # fmt: skip


def pay_otherwise(account: Account, method: str) -> None:
    """Change how the rest is to be paid. `account` must be locked by the caller; the ledger keeps what
    it says."""
    require_transaction()
    if account.method != method:
        account.method = method
        account.save(update_fields=["method"])


def agree_anew(account: Account, agreed: int, *, cause: str, actor: str, now: datetime) -> None:
    """Change what the order is worth. `account` must be locked by the caller; nothing changes, nothing
    is written."""
    require_transaction()
    difference = agreed - account.agreed
    if not difference:
        return
    Entry.objects.create(
        store_id=account.store_id,
        order_id=account.order_id,
        kind=Entry.Kind.AGREED,
        amount=difference,
        method=account.method,
        cause=cause,
        actor=actor,
        at=now,
    )
    account.agreed = agreed
    account.state = state_of(agreed, account.received)
    account.save(update_fields=["agreed", "state"])
