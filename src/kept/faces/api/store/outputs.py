"""What callers are shown of the store, its settings, its methods and its days off: the schemas."""

from kept.faces.api.fields import Shown
from kept.faces.api.values import Amount


class FulfilmentMethodOut(Shown):
    """A fulfilment method, as the shop offers it. `fee` is waived from `free_from` on."""

    code: str
    kind: str
    name: str
    words: str
    fee: Amount
    free_from: int | None
    asks_time: bool
    pay_by: list[str]


class HoursShown(Shown):
    """The store works from `opens` to `closes` on `weekday` (0 is Monday), in its own time zone."""

    weekday: int
    opens: str
    closes: str


class StoreShown(Shown):
    """The store that this key opens, and how it works."""

    slug: str
    name: str
    legal_name: str
    email: str
    phone_number: str
    country: str
    currency: str
    language: str
    languages: list[str]
    timezone: str
    prices_include_tax: bool
    open_for_orders: bool
    fulfilment_methods: list[FulfilmentMethodOut]
    hours: list[HoursShown]
    scopes: list[str]


class RulesShown(Shown):
    """Which orders wait for somebody to confirm them. `above`: worth more than that; null for no limit.

    `reminder_minutes`: after how long the store is told again of one that nobody has confirmed; 0 for never.
    """

    every: bool
    above: int | None
    first: bool
    channels: list[str]
    reminder_minutes: int


class SettingsShown(Shown):
    """Everything the store has set. `revision` is the ETag; hours, fulfilment methods and days off raise it, too."""

    slug: str
    revision: int
    name: str
    legal_name: str
    tagline: str
    about: str
    email: str
    phone_number: str
    address: dict[str, str]
    country: str
    currency: str
    timezone: str
    language: str
    languages: list[str]
    accent: str
    logo_url: str | None
    prices_include_tax: bool
    fulfillment_tax_rate: int
    policy: str
    bank_details: str
    open_for_orders: bool
    messages_off: list[str]
    burst_seconds: int
    review_rules: RulesShown
    status_words: dict[str, dict[str, str]]


class FulfilmentMethodDetailsOut(Shown):
    """A fulfilment method with its schedule. `leaves_on`: weekdays, 0 is Monday; none: every day."""

    id: int
    code: str
    kind: str
    name: str
    words: str
    fee: Amount
    free_from: int | None
    days_least: int
    days_most: int
    cut_off: str | None
    leaves_on: list[int]
    asks_time: bool
    pay_by: list[str]
    active: bool


class FulfilmentMethodList(Shown):
    """All fulfilment methods, in the order in which buyers see them."""

    items: list[FulfilmentMethodDetailsOut]


class HoursList(Shown):
    """When the store works; none at all means always."""

    items: list[HoursShown]


class ClosureShown(Shown):
    """A day on which the store does not work."""

    day: str
    reason: str


class ClosureList(Shown):
    """Days off, earliest first."""

    items: list[ClosureShown]
