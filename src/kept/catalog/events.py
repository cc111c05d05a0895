"""Events of the catalog."""

from dataclasses import dataclass

from kept.catalog.models import Product, Variant
from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(Event[Product]):
    """A product was created."""

    name = "product.created"
    schema = 1
    webhook = True

    product_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged(Event[Product]):
    """A product was changed. `changed` names the fields; "variants" and "options" stand for theirs."""

    name = "product.changed"
    schema = 1
    webhook = True

    product_id: int
    title: str
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRetired(Event[Product]):
    """A product was taken off the shop. Orders that contain it keep it."""

    name = "product.retired"
    schema = 1
    webhook = True

    product_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductBroughtBack(Event[Product]):
    """A retired product was put back in the shop."""

    name = "product.brought_back"
    schema = 1
    webhook = True

    product_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMoved(Event[Product]):
    """A product was moved to another position in the list."""

    name = "product.moved"
    schema = 1

    product_id: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantAdded(Event[Variant]):
    """A variant was added to a product."""

    name = "variant.added"
    schema = 1
    webhook = True

    product_id: int
    variant_id: int
    sku: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantChanged(Event[Variant]):
    """A variant was changed. Both prices are recorded, because agreed orders keep the old one."""

    name = "variant.changed"
    schema = 1
    webhook = True

    product_id: int
    variant_id: int
    changed: list[str]
    price_before: int
    price_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRetired(Event[Variant]):
    """A variant was taken off sale."""

    name = "variant.retired"
    schema = 1
    webhook = True

    product_id: int
    variant_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsSet(Event[Product]):
    """The questions of a product and their answers were replaced."""

    name = "options.set"
    schema = 1
    webhook = True

    product_id: int
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSet(Event[Product]):
    """The photo of a product was replaced or removed."""

    name = "photo.set"
    schema = 1
    webhook = True

    product_id: int
    photo: str
