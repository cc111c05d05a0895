"""The time until which the store has to act on an order. `deadline_sql` says the same of many orders."""

from datetime import datetime
from typing import Protocol

from kept.orders.lifecycle import IN_FLIGHT
from kept.orders.models import Status
from kept.promises.fulfilment import policies, policy_of

# The work goes on, and what waits to be collected is kept.
AGAINST_TIME = IN_FLIGHT - {Status.READY}


class Promised(Protocol):
    """An order, or what a list shows of it."""

    @property
    def status(self) -> str: ...
    @property
    def fulfilment_kind(self) -> str: ...
    @property
    def promised_from(self) -> datetime | None: ...
    @property
    def promised_until(self) -> datetime | None: ...


def deadline(order: Promised) -> datetime | None:
    """Return until when the store has to act: a pickup is to be ready, anything else to have arrived."""
    policy = policy_of(order.fulfilment_kind)
    return order.promised_from if policy.due_when_it_begins else order.promised_until


def deadline_sql() -> str:
    """Return the same as an SQL expression about orders `o`. Kinds are Kept's own words, never somebody's input."""
    early = ", ".join(f"'{policy.kind}'" for policy in policies().values() if policy.due_when_it_begins)
    return f"CASE WHEN o.fulfilment_kind IN ({early}) THEN o.promised_from ELSE o.promised_until END"


def is_late(order: Promised, now: datetime) -> bool:
    """Tell whether the promise is past and the work is not. What waits to be collected is kept."""
    until = deadline(order)
    return bool(until and until < now and order.status in AGAINST_TIME)
