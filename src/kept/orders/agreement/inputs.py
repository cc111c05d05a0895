"""Inputs of an order, before anything is agreed: plain frozen values that every face makes from its own input."""

from dataclasses import dataclass
from datetime import datetime

# Bounds on what one order may ask for: beyond them it is a mistake or an attack, not an order.
MOST_LINES = 500
MOST_PIECES = 100_000
LONGEST_NOTE = 2000
LONGEST_TEXT = 4000  # a customer's request, and the answer to it
LONGEST_WHY = 240
LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line: a variant by id or by article number (`sku`), or a free line by `title` (staff and keys).

    `unit_price` (minor units, with options) replaces the catalog's price and needs May.SET_PRICES; a free line needs
    it as well, and takes the store's usual rate where `tax_rate` (basis points) is None. `options`: ids of the
    chosen options. `key` names a line of the agreed version when changing.
    """

    quantity: int
    variant: int | None = None
    sku: str = ""
    options: tuple[int, ...] = ()
    note: str = ""
    unit_price: int | None = None
    title: str = ""
    tax_rate: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class CustomerInput:
    """The person who orders, as they typed it. All of it may be "" for a walk-in (`place_order`)."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FulfilmentInput:
    """The fulfilment: `method` is the code of a fulfilment method; `address` as in customers/addresses.py; `wished` an
    aware instant."""

    method: str
    address: dict[str, str] | None = None
    recipient: str = ""
    instructions: str = ""
    wished: datetime | None = None
