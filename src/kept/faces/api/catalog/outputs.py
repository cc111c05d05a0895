"""What callers are shown of products and variants: the schemas."""

from kept.faces.api.fields import Shown
from kept.faces.api.values import Amount, Stamp


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
