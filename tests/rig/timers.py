"""Firing timers in a test, as a worker would."""

from datetime import datetime

from django.utils import timezone

from kept.kit.pump import Pump
from kept.timers.firing import TimerConsumer


def fire(now: datetime | None = None) -> int:
    """Let every timer fire that is due, until none is; returns how many were dealt with."""
    pump, dealt_with = Pump(TimerConsumer()), 0
    while found := pump(now or timezone.now()):
        dealt_with += found
    return dealt_with
