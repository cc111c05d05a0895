"""Inputs of the stores' actions: plain frozen values that every face makes from its own forms or requests."""

from dataclasses import dataclass, field

from kept.stores.models import REVIEW_REMINDER_MINUTES
from kept.stores.order_limits import OrderLimits


@dataclass(frozen=True, slots=True)
class StoreInput:
    """The details of a store; see models.Store for their meaning and units."""

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
    """Rules for which orders are reviewed before they are confirmed (A7). `above` in minor units, None for no limit.

    `reminder_minutes`: after how long the store is reminded of an order that nobody has confirmed; 0 for never.
    `limits`: what one customer may order by themselves.
    """

    every: bool = False
    above: int | None = None
    first: bool = False
    channels: tuple[str, ...] = ()
    reminder_minutes: int = REVIEW_REMINDER_MINUTES
    limits: OrderLimits = field(default_factory=OrderLimits)
