"""Until when the store has to act on an order. What one order is asked here, many are asked by `DEADLINE`."""

from datetime import datetime
from typing import Protocol

from kept.orders.lifecycle import IN_FLIGHT
from kept.orders.models import Status

# These are to be ready at the promised moment; anything else is to have arrived by the end of it.
READY_AT = ("pickup", "on_site", "digital")
# The work goes on, and what waits to be collected is kept.
AGAINST_TIME = IN_FLIGHT - {Status.READY}
DEADLINE = f"CASE WHEN o.way_kind IN ({', '.join(map(repr, READY_AT))}) THEN o.promised_from ELSE o.promised_until END"


class Promised(Protocol):
    """An order, or what a list shows of it."""

    @property
    def status(self) -> str: ...
    @property
    def way_kind(self) -> str: ...
    @property
    def promised_from(self) -> datetime | None: ...
    @property
    def promised_until(self) -> datetime | None: ...


def deadline(order: Promised) -> datetime | None:
    """Until when the store has to act: a pickup is to be ready, anything else to have arrived."""
    return order.promised_from if order.way_kind in READY_AT else order.promised_until


def is_late(order: Promised, now: datetime) -> bool:
    """Whether the promise is past and the work is not. What waits to be collected is kept."""
    until = deadline(order)
    return bool(until and until < now and order.status in AGAINST_TIME)
