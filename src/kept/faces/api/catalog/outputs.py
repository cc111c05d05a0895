"""The replies about products and variants: their shapes."""

from typing import Annotated

from typing_extensions import TypedDict

from kept.catalog.models import Kind
from kept.faces.api.fields import one_of
from kept.faces.api.values import Amount, Timestamp


class OptionOut(TypedDict):
    """An option of a group, and what it adds to the price."""

    id: int
    name: str
    price_difference: Amount
    active: bool


class OptionGroupOut(TypedDict):
    """A question to the buyer; between `min_choices` and `max_choices` of its options are chosen."""

    id: int
    name: str
    min_choices: int
    max_choices: int
    options: list[OptionOut]


class VariantOut(TypedDict):
    """A variant of a product, with a price and an article number. `available` is null where stock is not counted."""

    id: int
    product: int
    title: str
    sku: str
    price: Amount
    weight_grams: int | None
    tracked: bool
    active: bool
    available: int | None


class ProductSummaryOut(TypedDict):
    """A product in a list."""

    id: int
    title: str
    slug: str
    summary: str
    kind: Annotated[str, one_of(Kind)]
    tags: list[str]
    tax_rate: int
    active: bool
    variants: list[VariantOut]
    updated_at: Timestamp


class ProductOut(ProductSummaryOut):
    """A product with everything an order needs to know of it."""

    description: str
    preparation_minutes: int
    shelf_life_days: int | None
    note_label: str
    note_required: bool
    needs_review: bool
    photo_url: str | None
    photo_alt_text: str
    option_groups: list[OptionGroupOut]


class ProductPage(TypedDict):
    """A page of products."""

    items: list[ProductSummaryOut]
    next_cursor: str | None


class VariantPage(TypedDict):
    """A page of variants."""

    items: list[VariantOut]
    next_cursor: str | None
