"""The rows of a product: the package's own write module, used by its actions inside their transaction."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kept.catalog.asked import LARGEST_NUMBER, MOST_TAGS, MOST_VARIANTS, ProductAsked, VariantAsked
from kept.catalog.locks import lock_variants
from kept.catalog.models import Kind, Product, Variant
from kept.catalog.refusals import BadProduct, BadVariant, LastVariant, SkuTaken, SlugTaken
from kept.kit.money import LARGEST
from kept.kit.refusals import NotFound
from kept.kit.text import one_line, paragraphs
from kept.kit.transactions import require_transaction


def put_details(product: Product, asked: ProductAsked) -> list[str]:
    """Put what was asked on the product, without saving.

    Returns the names of the fields that are different.
    """
    wanted = _details(asked)
    slug = slugify(asked.slug)[:180] or product.slug or _free_slug(product, wanted["title"])
    if slug != product.slug and _slug_taken(product, slug):
        raise SlugTaken(slug=slug)
    wanted["slug"] = slug
    changed = [name for name, value in wanted.items() if getattr(product, name) != value]
    for name in changed:
        setattr(product, name, wanted[name])
    return changed


def put_variants(product: Product, asked: Sequence[VariantAsked]) -> list[int]:
    """Add the new variants and change the named ones of a locked product.

    Returns the ids of what is different. A variant that is not mentioned stays as it is. Raises BadVariant,
    SkuTaken, LastVariant or NotFound.
    """
    require_transaction()
    known = lock_variants(product)
    if len(known) + sum(1 for one in asked if one.id is None) > MOST_VARIANTS:
        raise BadVariant(_("A product has at most %(most)s variants."), most=MOST_VARIANTS, row=MOST_VARIANTS)
    touched = []
    for row, one in enumerate(asked):
        variant = Variant(store_id=product.store_id, product=product, position=len(known))
        if one.id is not None:
            variant = known.get(one.id) or _nothing()
        if _put_variant(product, variant, one, row):
            variant.save()
            touched.append(variant.pk)
        known[variant.pk] = variant
    if not any(variant.active for variant in known.values()):
        raise LastVariant
    return touched


@contextmanager
def taken_numbers() -> Iterator[None]:
    """Two people choose the same article number or address at the same instant: the second one is told so."""
    try:
        yield
    except IntegrityError as error:
        if "slug" in str(error):
            raise SlugTaken(slug="") from error
        raise SkuTaken(sku="") from error


def _details(asked: ProductAsked) -> dict[str, Any]:
    title = one_line(asked.title, 160, "title")
    if not title:
        raise BadProduct(_("A product needs a title."), field="title")
    if asked.kind not in Kind.values:
        raise BadProduct(_("Choose what kind of product it is."), field="kind")
    note_label = one_line(asked.note_label, 80, "note_label")
    return {
        "title": title,
        "summary": one_line(asked.summary, 240, "summary"),
        "description": paragraphs(asked.description, 20_000, "description"),
        "kind": asked.kind,
        "photo_words": one_line(asked.photo_words, 240, "photo_words"),
        "tags": _tags(asked.tags),
        "preparation_minutes": _whole(asked.preparation_minutes, 60 * 24 * 365, "preparation_minutes"),
        "lifespan_days": None
        if asked.lifespan_days is None
        else _whole(asked.lifespan_days, 36_500, "lifespan_days"),
        "tax_rate": _whole(asked.tax_rate, 10_000, "tax_rate"),
        "note_label": note_label,
        "note_required": asked.note_required and bool(note_label),
        "needs_review": asked.needs_review,
    }


def _tags(tags: Sequence[str]) -> list[str]:
    tidy = dict.fromkeys(one_line(tag, 40, "tags").lower() for tag in tags)
    tidy.pop("", None)
    if len(tidy) > MOST_TAGS:
        raise BadProduct(_("A product has at most %(most)s tags."), field="tags", most=MOST_TAGS)
    return list(tidy)


def _whole(number: int, most: int, field: str) -> int:
    if not 0 <= number <= most:
        raise BadProduct(_("This number is between 0 and %(most)s."), field=field, most=most)
    return number


def _put_variant(product: Product, variant: Variant, asked: VariantAsked, row: int) -> bool:
    """Put what was asked on the variant; whether anything is different."""
    if not 0 <= asked.price <= LARGEST:
        raise BadVariant(_("A price is not below zero."), row=row, field="price")
    if asked.weight_grams is not None and not 0 <= asked.weight_grams <= LARGEST_NUMBER:
        raise BadVariant(_("This weight cannot be right."), row=row, field="weight_grams")
    sku = one_line(asked.sku, 64, "sku") or variant.sku or _free_sku(product)
    if sku != variant.sku and _sku_taken(variant, sku):
        raise SkuTaken(sku=sku, row=row, field="sku")
    wanted = {
        "title": one_line(asked.title, 120, "title"),
        "sku": sku,
        "price": asked.price,
        "weight_grams": asked.weight_grams,
        "tracked": asked.tracked,
        "active": asked.active,
    }
    different = variant._state.adding or any(
        getattr(variant, name) != value for name, value in wanted.items()
    )
    for name, value in wanted.items():
        setattr(variant, name, value)
    return different


def _nothing() -> Variant:
    raise NotFound


def _free_slug(product: Product, title: str) -> str:
    stem = slugify(title)[:170] or "product"
    return f"{stem}-{secrets.token_hex(3)}" if _slug_taken(product, stem) else stem


def _slug_taken(product: Product, slug: str) -> bool:
    return Product.objects.filter(store_id=product.store_id, slug=slug).exclude(pk=product.pk).exists()


def _free_sku(product: Product) -> str:
    stem = slugify(product.title)[:24].strip("-").upper() or "ITEM"
    return f"{stem}-{secrets.token_hex(3).upper()}"


def _sku_taken(variant: Variant, sku: str) -> bool:
    return Variant.objects.filter(store_id=variant.store_id, sku=sku).exclude(pk=variant.pk).exists()
