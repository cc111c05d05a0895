"""Kinds of timer, and the clock table that config installs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.stores.actor import Actor
from kept.timers.models import Timer


@dataclass(frozen=True, slots=True)
class TimerKind:
    """A kind of timer, declared in the `timers.py` of the package that sets it. `subject`: what it is about."""

    name: str
    subject: str


# Calls the one action that belongs to the kind: the timer, the clock as the actor, and now. The action looks again
# whether it is still so. A refusal lets the timer go, with its sentence as the reason; NotYet moves it.
Handler = Callable[[Timer, Actor, datetime], object]
Table = Mapping[TimerKind, Handler]

_table: Mapping[str, Handler] = {}


class NotYet(Exception):
    """Its time has not come, or has been moved: the timer fires again at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until.isoformat()}")
        self.until = until


def install(table: Table) -> None:
    """Hand over the clock table. Called once, by config."""
    global _table  # noqa: PLW0603  (the composition root sets it before the first timer)
    _table = {kind.name: handler for kind, handler in table.items()}


def handler_of(timer: Timer) -> Handler:
    """Return the action for this timer's kind. Raises KeyError for a kind that no table knows."""
    return _table[timer.kind]
