"""Events of customers.

No event carries contact details, so a person can be erased and the journal stays whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kept.customers.models import Consent, Customer, PendingConsent
from kept.journal.events import Event


def _merged_for_good(data: Mapping[str, Any]) -> dict[str, Any]:
    """Upgrade a merge of the first schema: nothing was written down by which it could be undone."""
    return {**data, "join_id": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Event[Customer]):
    """A customer's name or contact was changed. `changed` names the fields, never their contents."""

    name = "customer.changed"
    schema = 1
    webhook = True

    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNoted(Event[Customer]):
    """The store's note about a customer was written, changed or emptied."""

    name = "customer.noted"
    schema = 1

    empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(Event[Customer]):
    """Two customers were merged, because they are one person: `merged_id` is now `customer_id`."""

    name = "customers.merged"
    schema = 2
    upgrades = (_merged_for_good,)
    webhook = True

    merged_id: int
    join_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersSplit(Event[Customer]):
    """Two customers who had been merged were split again: `restored_id` is somebody of their own once more."""

    name = "customers.split"
    schema = 1
    webhook = True

    restored_id: int
    join_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Event[Consent]):
    """The customer gave or withdrew a consent."""

    name = "consent.recorded"
    schema = 1
    webhook = True

    purpose: str
    granted: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAsked(Event[PendingConsent]):
    """A consent was ticked with an order. It counts once it is confirmed by the link in the mail."""

    name = "consent.asked"
    schema = 1

    purpose: str
    source: str
