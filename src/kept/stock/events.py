"""What can happen to stock besides orders, in the past tense.

Orders move it too; they have events of their own.
"""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReceived(Event):
    """Goods came in. `after` is what can be promised now."""

    variant_id: int
    pieces: int
    after: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCounted(Event):
    """Somebody looked. `before` is what Kept believed, `after` what is true."""

    variant_id: int
    before: int
    after: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWrittenOff(Event):
    """Goods broke, spoiled or went missing."""

    variant_id: int
    pieces: int
    after: int
    cause: str
