"""Reads of the money ledger."""

from kept.payments.models import BY_DEMO_CARD, Account, Entry


def comes_back(account: Account) -> tuple[int, int]:
    """Return what the customer is owed, in minor units: real money to pay back, and demo card money that never moved.

    Real money comes back first.
    """
    owed = max(-account.balance, 0)
    if not owed:
        return 0, 0
    played = Entry.objects.filter(order_id=account.order_id, cause=BY_DEMO_CARD).values_list(
        "amount", flat=True
    )
    moved = min(owed, account.received - sum(played))
    return moved, owed - moved
