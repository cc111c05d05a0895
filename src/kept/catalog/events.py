"""What can happen to what a store sells, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(Event):
    """A new product stands on the shelf."""

    product_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged(Event):
    """A product is different. `changed` names the fields; "variants" and "options" stand for theirs."""

    product_id: int
    title: str
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRetired(Event):
    """The shop no longer offers it. Orders that have it keep it."""

    product_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductBroughtBack(Event):
    """The shop offers it again."""

    product_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMoved(Event):
    """It stands at another place in the list."""

    product_id: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantAdded(Event):
    """A product comes in one more variant."""

    product_id: int
    variant_id: int
    sku: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantChanged(Event):
    """A variant is different; both prices stand here, because agreed orders keep the old one."""

    product_id: int
    variant_id: int
    changed: list[str]
    price_before: int
    price_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRetired(Event):
    """One variant is no longer for sale."""

    product_id: int
    variant_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsSet(Event):
    """The questions of a product, with their answers, are others now."""

    product_id: int
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSet(Event):
    """A product has another photo, or none any more."""

    product_id: int
    photo: str
