"""Products and variants as several operations reply with them, each with its ETag."""

from collections.abc import Iterable

from kept.catalog.models import Variant
from kept.catalog.queries import product_for
from kept.faces.api.catalog.outputs import ProductOut, VariantOut
from kept.faces.api.catalog.serializers import product_out, variant_out
from kept.faces.api.responses import etag
from kept.stock.models import Level
from kept.stores.actor import Actor


def product_with_etag(actor: Actor, product_id: int) -> tuple[ProductOut, str]:
    """Return a product with its variants, options and stock, and its ETag. Raises NotFound."""
    row = product_for(actor, product_id)
    levels = levels_of(variant.pk for variant in row.variants.all())
    # Each of them only grows, so their sum is another one as soon as one is.
    return product_out(row, levels), etag(row, sum(level.revision for level in levels.values()))


def variant_with_etag(row: Variant) -> tuple[VariantOut, str]:
    """Return a variant and how many are left, and its ETag."""
    levels = levels_of([row.pk])
    return variant_out(row, levels), etag(row, levels[row.pk].revision if levels else 0)


def levels_of(variant_ids: Iterable[int]) -> dict[int, Level]:
    """Return variant id → its level, where there is one."""
    return {level.pk: level for level in Level.objects.filter(variant_id__in=list(variant_ids))}
