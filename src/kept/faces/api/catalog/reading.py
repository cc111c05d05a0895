"""Products and variants as several operations answer with them, each with its ETag."""

from collections.abc import Iterable

from kept.catalog.models import Variant
from kept.catalog.queries import product_for
from kept.faces.api.catalog import serializers as shape
from kept.faces.api.responses import etag
from kept.faces.api.values import Plain
from kept.stock.models import Level
from kept.stores.actor import Actor


def whole_product(actor: Actor, product_id: int) -> tuple[Plain, str]:
    """A product with its variants, questions and what is left of them. Raises NotFound."""
    row = product_for(actor, product_id)
    left = levels_of(each.pk for each in row.variants.all())
    # Each of them only grows, so their sum is another one as soon as one is.
    return shape.product_in_full(row, left), etag(row, sum(level.revision for level in left.values()))


def whole_variant(row: Variant) -> tuple[Plain, str]:
    """A variant and how many are left."""
    left = levels_of([row.pk])
    return shape.variant(row, left), etag(row, left[row.pk].revision if left else 0)


def levels_of(variant_ids: Iterable[int]) -> dict[int, Level]:
    """Variant id → its level, where there is one."""
    return {level.pk: level for level in Level.objects.filter(variant_id__in=list(variant_ids))}
