"""Reads that several operations answer with."""

from collections.abc import Iterable

from kept.catalog.queries import product_for
from kept.faces.api.shapes import shelf as shape
from kept.faces.api.shapes.order import Plain
from kept.stock.models import Level
from kept.stores.actor import Actor


def whole_product(actor: Actor, product_id: int) -> Plain:
    """A product with its variants, questions and what is left of them. Raises NotFound."""
    row = product_for(actor, product_id)
    return shape.whole_product(row, levels_of(each.pk for each in row.variants.all()))


def levels_of(variant_ids: Iterable[int]) -> dict[int, int]:
    """Variant id → pieces left, where they are counted."""
    found = Level.objects.filter(variant_id__in=list(variant_ids))
    return dict(found.values_list("variant_id", "available"))
