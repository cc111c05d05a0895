"""What somebody asks of a store's settings: plain frozen values that every face makes from its own input."""

from dataclasses import dataclass, field

from kept.stores.models import REVIEW_REMINDER_MINUTES


@dataclass(frozen=True, slots=True)
class StoreInput:
    """A store's details; see models.Store for the meaning and units of each."""

    name: str
    email: str
    country: str
    currency: str
    timezone: str
    language: str
    languages: tuple[str, ...]
    legal_name: str = ""
    tagline: str = ""
    about: str = ""
    phone: str = ""
    address: dict[str, str] = field(default_factory=dict)
    accent: str = "#2f5d50"
    prices_include_tax: bool = True
    fulfilment_tax_rate: int = 0
    policy: str = ""
    bank_details: str = ""
    open_for_orders: bool = True


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Which orders are held until somebody confirms them (A7). `above` in minor units, None for no limit.

    `reminder_minutes`: after how long the store is told again of one that nobody has confirmed; 0 for never.
    """

    every: bool = False
    above: int | None = None
    first: bool = False
    channels: tuple[str, ...] = ()
    reminder_minutes: int = REVIEW_REMINDER_MINUTES
