"""What can happen to a customer, in the past tense.

No event carries contact details: erasing a person leaves the journal whole.
"""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Event):
    """Name or contact are different. `changed` names the fields, never their contents."""

    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNoted(Event):
    """The store wrote down something to remember, or struck it out."""

    empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(Event):
    """Two rows were one person. `merged_id` goes on as `customer_id`; its orders follow."""

    merged_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Event):
    """The customer agreed to hear about something, or no longer does."""

    purpose: str
    granted: bool
    source: str
