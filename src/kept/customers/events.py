"""What can happen to a customer, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """A customer agreed to hear something beyond their order. `source` says where they did."""

    purpose: str
    source: str
