"""How products and variants are shown: plain values from rows at hand."""

from collections.abc import Mapping

from kept.catalog.models import OptionGroup, Product, Variant
from kept.faces.api.pictures import picture
from kept.faces.api.values import Plain, stamp
from kept.stock.models import Level


def variant(row: Variant, levels: Mapping[int, Level]) -> Plain:
    """A variant; `levels`: variant id → its level, where there is one."""
    left = levels[row.pk].available if row.pk in levels else 0
    return {
        "id": row.pk,
        "product": row.product_id,
        "title": row.title,
        "sku": row.sku,
        "price": row.price,
        "weight_grams": row.weight_grams,
        "tracked": row.tracked,
        "active": row.active,
        "available": left if row.tracked else None,
    }


def product(row: Product, levels: Mapping[int, Level]) -> Plain:
    """A product in a list. Its variants must be at hand (prefetched)."""
    return {
        "id": row.pk,
        "title": row.title,
        "slug": row.slug,
        "summary": row.summary,
        "kind": row.kind,
        "tags": row.tags,
        "tax_rate": row.tax_rate,
        "active": row.active,
        "variants": [variant(each, levels) for each in row.variants.all()],
        "updated_at": stamp(row.updated_at),
    }


def product_in_full(row: Product, levels: Mapping[int, Level]) -> Plain:
    """A product with its options. Variants, groups and options must be at hand (prefetched)."""
    return {
        **product(row, levels),
        "description": row.description,
        "preparation_minutes": row.preparation_minutes,
        "lifespan_days": row.lifespan_days,
        "note_label": row.note_label,
        "note_required": row.note_required,
        "needs_review": row.needs_review,
        "photo_url": picture(row.photo.name),
        "photo_words": row.photo_words,
        "option_groups": [_group(group) for group in row.option_groups.all()],
    }


def _group(row: OptionGroup) -> Plain:
    return {
        "id": row.pk,
        "name": row.name,
        "least": row.least,
        "most": row.most,
        "options": [
            {
                "id": option.pk,
                "name": option.name,
                "price_difference": option.price_difference,
                "active": option.active,
            }
            for option in row.options.all()
        ],
    }
