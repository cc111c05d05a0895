"""What can happen to stock besides orders, in the past tense.

Orders move it too; they have events of their own.
"""

from dataclasses import dataclass

from kept.journal.events import Event
from kept.stock.models import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReceived(Event[Level]):
    """Goods came in. `after` is what can be promised now."""

    name = "stock.received"
    schema = 1
    webhook = True

    variant_id: int
    pieces: int
    after: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCounted(Event[Level]):
    """Somebody counted the stock. `before` is what Kept believed, `after` what is true."""

    name = "stock.counted"
    schema = 1
    webhook = True

    variant_id: int
    before: int
    after: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWrittenOff(Event[Level]):
    """Goods broke, spoiled or went missing."""

    name = "stock.written_off"
    schema = 1
    webhook = True

    variant_id: int
    pieces: int
    after: int
    cause: str
