"""What can be ordered, read in one statement (two where products ask questions) however many lines there are:
the sellable_variants of a store."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kept.kit import rows


@dataclass(slots=True)
class SellableVariant:
    """A variant with what an order needs of its product. Prices in minor units, tax in basis points.

    `asks`: the product has questions, so its options are worth reading.
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
    asks: bool
    options: dict[int, "Answer"] = field(default_factory=dict)
    questions: dict[int, "Question"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """An option group: how many of its answers must and may be chosen."""

    id: int
    name: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An option of a group and its price difference."""

    id: int
    group: int
    name: str
    price: int


def sellable_variants(
    store_id: int, *, variants: Iterable[int] = (), skus: Iterable[str] = ()
) -> list[SellableVariant]:
    """The named variants of this store. What is not there, or another store's, is not in the answer."""
    wanted, named = list(set(variants)), list(set(skus))
    if not wanted and not named:
        return []
    found = {
        int(row[0]): SellableVariant(*row)
        for row in rows.fetch(
            "SELECT v.id, p.id, v.sku, p.title, v.title, p.kind, v.price, p.tax_rate, v.tracked, "  # noqa: S608
            "p.active AND v.active, p.preparation_minutes, p.note_label, p.note_required, p.needs_review, "
            "EXISTS (SELECT 1 FROM option_group g WHERE g.product_id = p.id) "
            "FROM variant v JOIN product p ON p.id = v.product_id WHERE v.store_id = %s "
            f"AND (v.id IN ({_marks(wanted)}) OR v.sku IN ({_marks(named)}))",
            [store_id, *wanted, *named],
        )
    }
    _put_options(store_id, found)
    return list(found.values())


def _put_options(store_id: int, found: dict[int, SellableVariant]) -> None:
    products = {item.product for item in found.values() if item.asks}
    if not products:
        return
    for product, group, name, least, most, option, value, price in rows.fetch(
        "SELECT g.product_id, g.id, g.name, g.least, g.most, o.id, o.name, o.price_difference "  # noqa: S608
        "FROM option_group g JOIN option o ON o.group_id = g.id AND o.active "
        f"WHERE g.store_id = %s AND g.product_id IN ({_marks(products)}) "
        "ORDER BY g.position, g.id, o.position, o.id",
        [store_id, *products],
    ):
        for item in found.values():
            if item.product == product:
                item.questions[group] = Question(group, name, least, most)
                item.options[option] = Answer(option, group, value, price)


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values) or "NULL"
