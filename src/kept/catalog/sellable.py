"""Variants with what an order needs of their products, read in one statement, or two where products ask questions."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kept.kit import rows


@dataclass(slots=True)
class SellableVariant:
    """A variant with what an order needs of its product. Prices in minor units, tax in basis points.

    `has_questions`: only then are its options read.
    """

    variant: int
    product: int
    sku: str
    title: str
    variant_title: str
    kind: str
    price: int
    tax_rate: int
    tracked: bool
    for_sale: bool
    preparation_minutes: int
    note_label: str
    note_required: bool
    needs_review: bool
    has_questions: bool
    options: dict[int, "Answer"] = field(default_factory=dict)
    questions: dict[int, "Question"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """An option group: between `least` and `most` of its answers are chosen."""

    id: int
    name: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An option of a group, with its price difference."""

    id: int
    group: int
    name: str
    price: int


def sellable_variants(
    store_id: int, *, variants: Iterable[int] = (), skus: Iterable[str] = ()
) -> list[SellableVariant]:
    """Return the named variants of this store. Unknown ones and those of other stores are left out."""
    ids, numbers = list(set(variants)), list(set(skus))
    if not ids and not numbers:
        return []
    items = {
        int(row[0]): SellableVariant(*row)
        for row in rows.fetch(
            "SELECT v.id, p.id, v.sku, p.title, v.title, p.kind, v.price, p.tax_rate, v.tracked, "  # noqa: S608
            "p.active AND v.active, p.preparation_minutes, p.note_label, p.note_required, p.needs_review, "
            "EXISTS (SELECT 1 FROM option_group g WHERE g.product_id = p.id) "
            "FROM variant v JOIN product p ON p.id = v.product_id WHERE v.store_id = %s "
            f"AND (v.id IN ({_placeholders(ids)}) OR v.sku IN ({_placeholders(numbers)}))",
            [store_id, *ids, *numbers],
        )
    }
    _add_options(store_id, items)
    return list(items.values())


def _add_options(store_id: int, items: dict[int, SellableVariant]) -> None:
    products = {item.product for item in items.values() if item.has_questions}
    if not products:
        return
    for product, group, name, least, most, option, value, price in rows.fetch(
        "SELECT g.product_id, g.id, g.name, g.least, g.most, o.id, o.name, o.price_difference "  # noqa: S608
        "FROM option_group g JOIN option o ON o.group_id = g.id AND o.active "
        f"WHERE g.store_id = %s AND g.product_id IN ({_placeholders(products)}) "
        "ORDER BY g.position, g.id, o.position, o.id",
        [store_id, *products],
    ):
        for item in items.values():
            if item.product == product:
                item.questions[group] = Question(group, name, least, most)
                item.options[option] = Answer(option, group, value, price)


def _placeholders(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values) or "NULL"
