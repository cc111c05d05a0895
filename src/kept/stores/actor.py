"""Who acts. One value for staff, customer, API key, the system and the telephone."""

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
    """Who acts, in which store, with which permissions. The journal keeps `kind`, `id` and `name`.

    `order_id` is set for a customer who came by an order's link: that order, and no other, is theirs.
    """

    kind: Kind
    store_id: int
    name: str
    permissions: frozenset[May]
    id: int | None = None
    order_id: int | None = None

    def may(self, *wanted: May) -> bool:
        """Whether all of `wanted` are permitted."""
        return self.permissions.issuperset(wanted)

    def require(self, *wanted: May) -> None:
        """Refuse unless all of `wanted` are permitted. Raises NotAllowed (403)."""
        if not self.permissions.issuperset(wanted):
            raise NotAllowed


_EVERYTHING = frozenset(May)


def system(store_id: int) -> Actor:
    """Kept itself, by a worker."""
    return Actor(Kind.SYSTEM, store_id, "Kept", _EVERYTHING)


def clock(store_id: int) -> Actor:
    """Kept itself, because a time has come (`reactions/clock.py`)."""
    return Actor(Kind.SYSTEM, store_id, "The clock", _EVERYTHING)


def buyer(store_id: int, name: str = "") -> Actor:
    """Somebody at the shop page. Has no order yet."""
    return Actor(Kind.CUSTOMER, store_id, name, CUSTOMER_MAY)


def holder(store_id: int, order_id: int, name: str) -> Actor:
    """The customer who holds an order's unguessable link."""
    return replace(buyer(store_id, name), order_id=order_id)
