"""Events of stock that is moved by hand.

Orders move stock, too; they have events of their own.
"""

from dataclasses import dataclass

from kept.journal.events import Event
from kept.stock.models import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReceived(Event[Level]):
    """Goods were received. `after` is how much can be promised now."""

    name = "stock.received"
    schema = 1
    webhook = True

    variant_id: int
    pieces: int
    after: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCounted(Event[Level]):
    """Stock was counted. `before` is the level until then, `after` the number that was counted."""

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
