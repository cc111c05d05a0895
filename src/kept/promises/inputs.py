"""Inputs of a store's schedule: plain frozen values that every face makes from its own input."""

from dataclasses import dataclass
from datetime import time

MOST_WINDOWS = 42
MOST_FULFILMENT_METHODS = 40


@dataclass(frozen=True, slots=True)
class WindowInput:
    """Open on `weekday` (0 = Monday) from `opens` to `closes`, in the store's zone; see models.Opening."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class FulfilmentMethodInput:
    """A fulfilment method; see models.FulfilmentMethod for the meaning and units of each field.

    `code` "" comes from the name.
    """

    kind: str
    name: str
    code: str = ""
    words: str = ""
    fee: int = 0
    free_from: int | None = None
    days_least: int = 0
    days_most: int = 0
    cut_off: time | None = None
    leaves_on: tuple[int, ...] = ()
    asks_time: bool = False
    pay_by: tuple[str, ...] = ()
