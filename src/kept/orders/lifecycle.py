"""Which status may follow which, and nothing else (C2).

`STEPS` is the way forward; holding and cancelling stand apart, because they can come from several places.
"""

from typing import Protocol

from kept.orders.models import Status

# Forward, in the order in which the one key (`e`) walks it. A pickup is "ready", a parcel is "shipped".
STEPS: dict[Status, tuple[Status, ...]] = {
    Status.PENDING: (),  # left by confirming or cancelling only
    Status.RECEIVED: (Status.PREPARING, Status.READY, Status.SHIPPED, Status.DONE),
    Status.PREPARING: (Status.READY, Status.SHIPPED, Status.DONE),
    Status.READY: (Status.DONE,),
    Status.SHIPPED: (Status.DONE,),
    Status.DONE: (),
    Status.ON_HOLD: (),  # left by resuming (back to where it was) or cancelling
    Status.CANCELLED: (),
}

# Back, when a step was taken by mistake.
STEPS_BACK: dict[Status, tuple[Status, ...]] = {
    Status.PREPARING: (Status.RECEIVED,),
    Status.READY: (Status.PREPARING, Status.RECEIVED),
    Status.SHIPPED: (Status.PREPARING, Status.RECEIVED),
    Status.DONE: (Status.READY, Status.SHIPPED, Status.PREPARING, Status.RECEIVED),
}

CAN_BE_HELD = frozenset({Status.PENDING, Status.RECEIVED, Status.PREPARING, Status.READY})
CAN_BE_CANCELLED = frozenset(
    {Status.PENDING, Status.RECEIVED, Status.PREPARING, Status.READY, Status.ON_HOLD}
)
CAN_BE_CHANGED = CAN_BE_CANCELLED
IN_FLIGHT = frozenset(Status) - {Status.DONE, Status.CANCELLED}

# Where a status exists only for some ways of reaching the customer.
ONLY_FOR: dict[Status, frozenset[str]] = {
    Status.READY: frozenset({"pickup", "on_site"}),
    Status.SHIPPED: frozenset({"delivery", "shipping"}),
}


class Standing(Protocol):
    """An order, wherever it was read, as far as its work and its agreement are concerned."""

    @property
    def status(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def accepted_version(self) -> int: ...


def has_begun(order: Standing) -> bool:
    """Whether somebody has begun to work on it, and it has neither left nor ended."""
    return order.accepted_version > 0 and order.status in CAN_BE_CHANGED


def waits_for_acceptance(order: Standing) -> bool:
    """Whether it was changed after its work had begun, and nobody has accepted the newer version yet (A5)."""
    return has_begun(order) and order.accepted_version < order.version


def exists_for(status: Status, way_kind: str) -> bool:
    """Whether orders that reach the customer this way can be there at all."""
    return way_kind in ONLY_FOR.get(status, {way_kind})


def steps_from(status: str, way_kind: str) -> list[Status]:
    """The statuses that may follow, nearest first; the first is what one tap does."""
    return [step for step in STEPS[Status(status)] if exists_for(step, way_kind)]


def steps_back_from(status: str, way_kind: str) -> list[Status]:
    """The statuses that a mistaken step may go back to, nearest first."""
    return [step for step in STEPS_BACK.get(Status(status), ()) if exists_for(step, way_kind)]
