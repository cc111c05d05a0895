"""Events of customers.

No event carries contact details, so a person can be erased and the journal stays whole.
"""

from dataclasses import dataclass

from kept.customers.models import Consent, Customer
from kept.journal.events import Event


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
    schema = 1
    webhook = True

    merged_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Event[Consent]):
    """The customer gave or withdrew a consent."""

    name = "consent.recorded"
    schema = 1
    webhook = True

    purpose: str
    granted: bool
    source: str
