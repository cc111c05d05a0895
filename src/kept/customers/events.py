"""What can happen to a customer, in the past tense.

No event carries contact details: erasing a person leaves the journal whole.
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
    """The store wrote down something to remember about a customer, or struck it out."""

    name = "customer.noted"
    schema = 1

    empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(Event[Customer]):
    """Two customers turned out to be one person. `merged_id` goes on as `customer_id`."""

    name = "customers.merged"
    schema = 1
    webhook = True

    merged_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Event[Consent]):
    """The customer agreed to hear about something, or no longer does."""

    name = "consent.recorded"
    schema = 1
    webhook = True

    purpose: str
    granted: bool
    source: str
