"""What callers are shown of the store, its shelf, its stock and its customers."""

from typing import Any

from kept.faces.api.shapes.shown import Amount, Stamp
from kept.faces.api.words import Shown


class WayShown(Shown):
    """A way in which an order reaches its buyer. `fee` is waived from `free_from` on."""

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
    ways: list[WayShown]
    hours: list[HoursShown]
    scopes: list[str]


class AnswerShown(Shown):
    """One answer of an option group, and what it adds to the price."""

    id: int
    name: str
    price_difference: Amount
    active: bool


class OptionGroupShown(Shown):
    """A question to the buyer; between `least` and `most` of its options are chosen."""

    id: int
    name: str
    least: int
    most: int
    options: list[AnswerShown]


class VariantShown(Shown):
    """One thing with a price and an article number. `available` is null where stock is not counted."""

    id: int
    product: int
    title: str
    sku: str
    price: Amount
    weight_grams: int | None
    tracked: bool
    active: bool
    available: int | None


class ProductShort(Shown):
    """A product in a list."""

    id: int
    title: str
    slug: str
    summary: str
    kind: str
    tags: list[str]
    tax_rate: int
    active: bool
    variants: list[VariantShown]
    updated_at: Stamp


class ProductShown(ProductShort):
    """A product with everything an order needs to know of it."""

    description: str
    preparation_minutes: int
    lifespan_days: int | None
    note_label: str
    note_required: bool
    needs_review: bool
    photo_url: str | None
    photo_words: str
    option_groups: list[OptionGroupShown]


class ProductPage(Shown):
    """A page of products."""

    items: list[ProductShort]
    next_cursor: str | None


class VariantPage(Shown):
    """A page of variants."""

    items: list[VariantShown]
    next_cursor: str | None


class LevelShown(Shown):
    """How many of a variant can still be promised."""

    variant: int
    sku: str
    available: int


class LevelAfter(Shown):
    """How many of a variant can be promised now."""

    variant: int
    available: int


class LevelPage(Shown):
    """A page of stock levels."""

    items: list[LevelShown]
    next_cursor: str | None


class MovementShown(Shown):
    """Goods came (positive) or went (negative), and why."""

    id: int
    quantity: int
    kind: str
    cause: str
    actor: str
    at: Stamp


class MovementPage(Shown):
    """A page of movements, newest first."""

    items: list[MovementShown]
    next_cursor: str | None


class CustomerShort(Shown):
    """A customer in a list."""

    id: int
    name: str
    email: str
    phone_number: str
    language: str
    orders_count: int
    created_at: Stamp
    last_order_at: Stamp | None


class CustomerShown(CustomerShort):
    """A customer, with what the store should know and the addresses used before, newest first."""

    note: str
    identities: list[dict[str, str]]
    addresses: list[dict[str, Any]]


class CustomerPage(Shown):
    """A page of customers."""

    items: list[CustomerShort]
    next_cursor: str | None


class ConsentShown(Shown):
    """A yes or a no of a customer, with where it was given and the words they were shown."""

    id: int
    purpose: str
    granted: bool
    source: str
    words: str
    at: Stamp


class ConsentPage(Shown):
    """A page of consents, oldest first."""

    items: list[ConsentShown]
    next_cursor: str | None
