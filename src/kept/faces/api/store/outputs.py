"""The replies about the store, its settings, its methods and its days off: their shapes."""

from typing_extensions import TypedDict

from kept.faces.api.values import Amount


class FulfilmentMethodOut(TypedDict):
    """A fulfilment method, as the shop offers it. `fee` is waived from `free_from` on."""

    code: str
    kind: str
    name: str
    description: str
    fee: Amount
    free_from: int | None
    asks_time: bool
    payment_methods: list[str]


class OpeningWindowOut(TypedDict):
    """The store works from `opens` to `closes` on `weekday` (0 is Monday), in its own time zone. Where it closes no
    later than it opens it does so on the next day; 00:00 is the end of the day.
    """

    weekday: int
    opens: str
    closes: str


class StoreOut(TypedDict):
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
    opening_hours: list[OpeningWindowOut]
    scopes: list[str]


class OrderLimitsOut(TypedDict):
    """The limits on what one customer may order by themselves; 0 for no limit.

    `max_per_article`: pieces in one order. `max_unproven`: pieces in unpaid orders of somebody whose identity is not
    proven. `share_percent`: what such a customer may hold of what there is of an article.
    """

    max_per_article: int
    max_unproven: int
    share_percent: int


class ReviewRulesOut(TypedDict):
    """The orders that wait for somebody to confirm them. `total_above`: worth more than that; null for no limit.

    `reminder_minutes`: after how long the store is told again of one that nobody has confirmed; 0 for never.
    `limits`: what customers may order by themselves.
    """

    all_orders: bool
    total_above: int | None
    first_orders: bool
    channels: list[str]
    reminder_minutes: int
    limits: OrderLimitsOut


class MessageSettingsOut(TypedDict):
    """The kinds of messages that are not sent, and how long a status message waits so that several become one."""

    disabled: list[str]
    delay_seconds: int


class SettingsOut(TypedDict):
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
    messages: MessageSettingsOut
    review_rules: ReviewRulesOut
    status_labels: dict[str, dict[str, str]]


class FulfilmentMethodDetailsOut(TypedDict):
    """A fulfilment method with its days. `leaves_on`: weekdays, 0 is Monday; none: every day."""

    id: int
    code: str
    kind: str
    name: str
    description: str
    fee: Amount
    free_from: int | None
    min_days: int
    max_days: int
    cut_off: str | None
    leaves_on: list[int]
    asks_time: bool
    payment_methods: list[str]
    active: bool


class FulfilmentMethodList(TypedDict):
    """All fulfilment methods, in the order in which buyers see them."""

    items: list[FulfilmentMethodDetailsOut]


class OpeningHoursOut(TypedDict):
    """The times at which the store works; none at all means always."""

    items: list[OpeningWindowOut]


class ClosureOut(TypedDict):
    """A day on which the store does not work."""

    date: str
    reason: str


class ClosureList(TypedDict):
    """Days off, earliest first."""

    items: list[ClosureOut]
