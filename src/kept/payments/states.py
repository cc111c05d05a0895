"""The state of an order's money, asked in one way wherever its account was read."""

from typing import Protocol

from kept.payments.models import State


class HasState(Protocol):
    """An account, or what a list shows of it."""

    @property
    def state(self) -> str: ...


def is_paid(account: HasState) -> bool:
    """Return whether exactly what was agreed has come in."""
    return account.state == State.PAID


def is_unpaid(account: HasState) -> bool:
    """Return whether something is to be paid and nothing has come in."""
    return account.state == State.DUE


def is_owed_back(account: HasState) -> bool:
    """Return whether more has come in than was agreed."""
    return account.state == State.OWED


def is_free(account: HasState) -> bool:
    """Return whether there is nothing to pay, and nothing came in."""
    return account.state == State.NOTHING
