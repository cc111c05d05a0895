"""The rows of a product: the package's own write module, used by its actions inside their transaction."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kept.catalog.checks import check_question, check_variant, checked_details
from kept.catalog.inputs import (
    MOST_QUESTIONS,
    MOST_VARIANTS,
    AnswerInput,
    ProductInput,
    QuestionInput,
    VariantInput,
)
from kept.catalog.locks import lock_variants
from kept.catalog.models import Option, OptionGroup, Product, Variant
from kept.catalog.refusals import BadQuestion, BadVariant, LastVariant, SkuTaken, SlugTaken
from kept.kit.refusals import NotFound
from kept.kit.text import one_line
from kept.kit.transactions import require_transaction


def save_change(product: Product, *fields: str, now: datetime) -> None:
    """Save these fields of a locked product, and that it is another one now: itself, or what belongs to it."""
    require_transaction()
    product.revision += 1
    product.updated_at = now
    product.save(update_fields=[*fields, "revision", "updated_at"])


def put_details(product: Product, asked: ProductInput) -> list[str]:
    """Put what was asked on the product, without saving.

    Returns the names of the fields that are different. Raises SlugTaken.
    """
    wanted = checked_details(asked)
    slug = slugify(asked.slug)[:180] or product.slug or _free_slug(product, wanted["title"])
    if slug != product.slug and _slug_taken(product, slug):
        raise SlugTaken(slug=slug)
    wanted["slug"] = slug
    changed = [name for name, value in wanted.items() if getattr(product, name) != value]
    for name in changed:
        setattr(product, name, wanted[name])
    return changed


def put_variants(product: Product, asked: Sequence[VariantInput]) -> list[int]:
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
            if one.id is not None:
                variant.revision += 1
            variant.save()
            touched.append(variant.pk)
        known[variant.pk] = variant
    if not any(variant.active for variant in known.values()):
        raise LastVariant
    return touched


def put_questions(product: Product, asked: Sequence[QuestionInput]) -> bool:
    """Make the questions of a locked product exactly these, in this order.

    Returns whether anything is different. What is left out goes; orders that chose it have its words in their
    terms. Raises BadQuestion or NotFound.
    """
    require_transaction()
    if len(asked) > MOST_QUESTIONS:
        raise BadQuestion(_("A product has at most %(most)s questions."), most=MOST_QUESTIONS, row=0)
    before = _as_they_stand(product)
    groups = {group.pk: group for group in OptionGroup.objects.filter(product=product)}
    for row, one in enumerate(asked):
        check_question(row, one)
        group = OptionGroup(store_id=product.store_id, product=product)
        if one.id is not None:
            if one.id not in groups:
                raise NotFound
            group = groups.pop(one.id)
        group.name = one_line(one.name, 80, "name")
        group.least, group.most, group.position = one.least, one.most, row
        group.save()
        _put_answers(group, one.answers)
    OptionGroup.objects.filter(pk__in=groups).delete()
    return _as_they_stand(product) != before


@contextmanager
def taken_numbers() -> Iterator[None]:
    """Tell the second of two who choose one article number or address at the same instant.

    Raises SkuTaken or SlugTaken.
    """
    try:
        yield
    except IntegrityError as error:
        if "slug" in str(error):
            raise SlugTaken(slug="") from error
        raise SkuTaken(sku="") from error


def _put_variant(product: Product, variant: Variant, asked: VariantInput, row: int) -> bool:
    """Put what was asked on the variant; whether anything is different."""
    check_variant(row, asked)
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
    different = any(getattr(variant, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(variant, name, value)
    return different or variant.pk is None


def _put_answers(group: OptionGroup, asked: Sequence[AnswerInput]) -> None:
    options = {option.pk: option for option in Option.objects.filter(group=group)}
    for position, one in enumerate(asked):
        option = Option(store_id=group.store_id, group=group)
        if one.id is not None:
            if one.id not in options:
                raise NotFound
            option = options.pop(one.id)
        option.name = one_line(one.name, 80, "name")
        option.price_difference, option.active, option.position = one.price_difference, one.active, position
        option.save()
    Option.objects.filter(pk__in=options).delete()


def _as_they_stand(product: Product) -> list[tuple[object, ...]]:
    groups = OptionGroup.objects.filter(product=product).order_by("pk")
    options = Option.objects.filter(group__product=product).order_by("pk")
    return [
        *groups.values_list("pk", "name", "least", "most", "position"),
        *options.values_list("pk", "group_id", "name", "price_difference", "active", "position"),
    ]


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
