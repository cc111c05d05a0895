"""The lifecycle of an order: the statuses that may follow each other (C2).

`STEPS` leads forward; holding and cancelling stand apart, because they can come from several places.
"""

from typing import Protocol

from kept.orders.models import Status
from kept.promises.fulfilment import policy_of

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
# Its goods are promised, and still in the house.
NOT_HANDED_OVER = CAN_BE_HELD | {Status.ON_HOLD}
CAN_BE_CANCELLED = NOT_HANDED_OVER
CAN_BE_CHANGED = NOT_HANDED_OVER
HANDED_OVER = frozenset({Status.SHIPPED, Status.DONE})
IN_FLIGHT = frozenset(Status) - {Status.DONE, Status.CANCELLED}

# An order passes at most one of them: its fulfilment policy says which.
MIDDLE = frozenset({Status.READY, Status.SHIPPED})


class Standing(Protocol):
    """An order, wherever it was read, as far as its work and its agreement are concerned."""

    @property
    def status(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def accepted_version(self) -> int: ...


class Confirmable(Protocol):
    """An order, wherever it was read, as far as its confirmation is concerned."""

    @property
    def status(self) -> str: ...
    @property
    def confirmed_version(self) -> int: ...


class Holdable(Protocol):
    """An order, wherever it was read, as far as its being on hold is concerned."""

    @property
    def status(self) -> str: ...
    @property
    def held_from(self) -> str: ...


class HasStatus(Protocol):
    """An order, wherever it was read, as far as its work is concerned."""

    @property
    def status(self) -> str: ...


def is_open(order: HasStatus) -> bool:
    """Return whether there is still something to do for it: it is neither done nor cancelled."""
    return order.status in IN_FLIGHT


def is_cancelled(order: HasStatus) -> bool:
    """Return whether the whole order was called off."""
    return order.status == Status.CANCELLED


def is_on_hold(order: HasStatus) -> bool:
    """Return whether the work on it is stopped for now."""
    return order.status == Status.ON_HOLD


def is_handed_over(order: HasStatus) -> bool:
    """Return whether its goods have left the store."""
    return order.status in HANDED_OVER


def can_be_changed(order: HasStatus) -> bool:
    """Return whether another version can still be agreed on."""
    return order.status in CAN_BE_CHANGED


def is_under_review(order: Confirmable) -> bool:
    """Return whether the store has yet to confirm it, on hold or not (A7)."""
    return order.confirmed_version == 0 and not is_cancelled(order)


def can_be_confirmed(order: Confirmable) -> bool:
    """Return whether it can be confirmed as it stands: it is under review and not on hold."""
    return is_under_review(order) and order.status == Status.PENDING


def work_status(order: Holdable) -> Status:
    """Return how far the work has come; of an order on hold, where it goes on from."""
    return Status(order.held_from if is_on_hold(order) else order.status)


def has_begun(order: Standing) -> bool:
    """Tell whether somebody has begun to work on it, and it has neither left nor ended."""
    return order.accepted_version > 0 and order.status in CAN_BE_CHANGED


def waits_for_acceptance(order: Standing) -> bool:
    """Tell whether it was changed after work began, and nobody has accepted the newer version yet (A5)."""
    return has_begun(order) and order.accepted_version < order.version


def exists_for(status: Status, fulfilment_kind: str) -> bool:
    """Tell whether orders of this fulfilment kind can have this status at all."""
    return status not in MIDDLE or status == policy_of(fulfilment_kind).middle_status


def steps_from(status: str, fulfilment_kind: str) -> list[Status]:
    """The statuses that may follow, nearest first; the first is what one tap does."""
    return [step for step in STEPS[Status(status)] if exists_for(step, fulfilment_kind)]


def steps_back_from(status: str, fulfilment_kind: str) -> list[Status]:
    """The statuses that a mistaken step may go back to, nearest first."""
    return [step for step in STEPS_BACK.get(Status(status), ()) if exists_for(step, fulfilment_kind)]
