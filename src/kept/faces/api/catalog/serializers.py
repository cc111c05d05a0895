"""The replies about products and variants, made from rows at hand."""

from collections.abc import Mapping

from kept.catalog.models import OptionGroup, Product, Variant
from kept.faces.api.catalog.outputs import OptionGroupOut, ProductOut, ProductSummaryOut, VariantOut
from kept.faces.api.pictures import picture_url
from kept.faces.api.values import timestamp
from kept.stock.models import Level


def variant_out(row: Variant, levels: Mapping[int, Level]) -> VariantOut:
    """Return a variant; `levels`: variant id → its level, where there is one."""
    available = levels[row.pk].available if row.pk in levels else 0
    return {
        "id": row.pk,
        "product": row.product_id,
        "title": row.title,
        "sku": row.sku,
        "price": row.price,
        "weight_grams": row.weight_grams,
        "tracked": row.tracked,
        "active": row.active,
        "available": available if row.tracked else None,
    }


def product_summary_out(row: Product, levels: Mapping[int, Level]) -> ProductSummaryOut:
    """Return a product as lists show it. Its variants must be at hand (prefetched)."""
    return {
        "id": row.pk,
        "title": row.title,
        "slug": row.slug,
        "summary": row.summary,
        "kind": row.kind,
        "tags": row.tags,
        "tax_rate": row.tax_rate,
        "active": row.active,
        "variants": [variant_out(variant, levels) for variant in row.variants.all()],
        "updated_at": timestamp(row.updated_at),
    }


def product_out(row: Product, levels: Mapping[int, Level]) -> ProductOut:
    """Return a product with its options. Variants, groups and options must be at hand (prefetched)."""
    return {
        **product_summary_out(row, levels),
        "description": row.description,
        "preparation_minutes": row.preparation_minutes,
        "shelf_life_days": row.lifespan_days,
        "note_label": row.note_label,
        "note_required": row.note_required,
        "needs_review": row.needs_review,
        "photo_url": picture_url(row.photo.name),
        "photo_alt_text": row.photo_words,
        "option_groups": [_option_group_out(group) for group in row.option_groups.all()],
    }


def _option_group_out(row: OptionGroup) -> OptionGroupOut:
    return {
        "id": row.pk,
        "name": row.name,
        "min_choices": row.least,
        "max_choices": row.most,
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
