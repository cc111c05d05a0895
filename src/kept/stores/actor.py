"""The actor: one value for staff, customers, API keys, the system and the telephone."""

from dataclasses import dataclass, replace
from enum import StrEnum

from kept.kit.refusals import NotAllowed
from kept.stores.roles import CUSTOMER_MAY, May


class Kind(StrEnum):
    """The kinds of actor."""

    STAFF = "staff"
    CUSTOMER = "customer"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts in one store with its permissions. The journal keeps `kind`, `id` and `name`.

    `order_id` is set for a customer who opened an order's link: that order is theirs, and no other. `proven_email` is
    the address whose mailbox they have shown to be theirs, by the link in a mail (decision 0018).
    """

    kind: Kind
    store_id: int
    name: str
    permissions: frozenset[May]
    id: int | None = None
    order_id: int | None = None
    proven_email: str = ""

    def may(self, *permissions: May) -> bool:
        """Tell whether all of these are permitted."""
        return self.permissions.issuperset(permissions)

    def require(self, *permissions: May) -> None:
        """Refuse unless all of these are permitted. Raises NotAllowed (403)."""
        if not self.permissions.issuperset(permissions):
            raise NotAllowed


_ALL_PERMISSIONS = frozenset(May)


def system(store_id: int) -> Actor:
    """Return Kept itself, working in the background."""
    return Actor(Kind.SYSTEM, store_id, "Kept", _ALL_PERMISSIONS)


def clock(store_id: int) -> Actor:
    """Return Kept itself, acting because a timer is due (`reactions/clock.py`)."""
    return Actor(Kind.SYSTEM, store_id, "The clock", _ALL_PERMISSIONS)


def buyer(store_id: int, name: str = "") -> Actor:
    """Return a visitor of the shop, who has no order yet."""
    return Actor(Kind.CUSTOMER, store_id, name, CUSTOMER_MAY)


def holder(store_id: int, order_id: int, name: str) -> Actor:
    """Return the customer who holds an order's unguessable link."""
    return replace(buyer(store_id, name), order_id=order_id)


def proven(customer: Actor, email: str) -> Actor:
    """Return the customer as somebody who has shown that this mailbox is theirs."""
    return replace(customer, proven_email=email)
