"""The reactions to events of stock besides orders."""

from kept.journal.reactions import on, story
from kept.stock.events import StockCounted, StockReceived, StockWrittenOff

STORIES = (story("Stock by hand", on(StockReceived), on(StockCounted), on(StockWrittenOff)),)
