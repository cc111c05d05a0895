"""The inbox's pump in a test."""

from datetime import datetime

from kept.inbox.handling import InboxWork
from kept.kit.pump import Pump


def handle_items(now: datetime) -> int:
    """Handle what is due, as a worker's turn does; returns how many items were dealt with."""
    return Pump(InboxWork())(now)
