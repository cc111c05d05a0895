"""Writes of product rows, for the actions of this package inside their transaction."""

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
    """Save these fields of a locked product and raise its revision, because it or a part of it has changed."""
    require_transaction()
    product.revision += 1
    product.updated_at = now
    product.save(update_fields=[*fields, "revision", "updated_at"])


def apply_details(product: Product, details: ProductInput) -> list[str]:
    """Set the details on the product without saving; return the names of the fields that changed.

    Raises SlugTaken, and what `checked_details` raises.
    """
    fields = checked_details(details)
    slug = slugify(details.slug)[:180] or product.slug or _free_slug(product, fields["title"])
    if slug != product.slug and _slug_taken(product, slug):
        raise SlugTaken(slug=slug)
    fields["slug"] = slug
    changed = [name for name, value in fields.items() if getattr(product, name) != value]
    for name in changed:
        setattr(product, name, fields[name])
    return changed


def save_variants(product: Product, inputs: Sequence[VariantInput]) -> list[int]:
    """Add the new variants of a locked product and change the named ones; return the ids of those that changed.

    A variant that is not mentioned stays as it is. Raises BadVariant, SkuTaken, LastVariant or NotFound.
    """
    require_transaction()
    variants = lock_variants(product)
    if len(variants) + sum(1 for one in inputs if one.id is None) > MOST_VARIANTS:
        raise BadVariant(_("A product has at most %(most)s variants."), most=MOST_VARIANTS, row=MOST_VARIANTS)
    changed = []
    for row, one in enumerate(inputs):
        variant = Variant(store_id=product.store_id, product=product, position=len(variants))
        if one.id is not None:
            if one.id not in variants:
                raise NotFound
            variant = variants[one.id]
        if _apply_variant(product, variant, one, row):
            if one.id is not None:
                variant.revision += 1
            variant.save()
            changed.append(variant.pk)
        variants[variant.pk] = variant
    if not any(variant.active for variant in variants.values()):
        raise LastVariant
    return changed


def save_questions(product: Product, questions: Sequence[QuestionInput]) -> bool:
    """Replace the questions of a locked product by these, in this order; return True if anything changed.

    Questions that are left out are deleted; orders that answered them keep the texts in their terms.
    Raises BadQuestion or NotFound.
    """
    require_transaction()
    if len(questions) > MOST_QUESTIONS:
        raise BadQuestion(_("A product has at most %(most)s questions."), most=MOST_QUESTIONS, row=0)
    before = _questions_as_values(product)
    groups = {group.pk: group for group in OptionGroup.objects.filter(product=product)}
    for row, one in enumerate(questions):
        check_question(row, one)
        group = OptionGroup(store_id=product.store_id, product=product)
        if one.id is not None:
            if one.id not in groups:
                raise NotFound
            group = groups.pop(one.id)
        group.name = one_line(one.name, 80, "name")
        group.least, group.most, group.position = one.least, one.most, row
        group.save()
        _save_answers(group, one.answers)
    OptionGroup.objects.filter(pk__in=groups).delete()
    return _questions_as_values(product) != before


@contextmanager
def refuse_duplicates() -> Iterator[None]:
    """Turn the database's refusal of a second equal article number or address into SkuTaken or SlugTaken.

    It comes to that when two people choose the same one at the same instant.
    """
    try:
        yield
    except IntegrityError as error:
        if "slug" in str(error):
            raise SlugTaken(slug="") from error
        raise SkuTaken(sku="") from error


def _apply_variant(product: Product, variant: Variant, details: VariantInput, row: int) -> bool:
    """Set the details on the variant without saving; return True if it is new or anything changed."""
    check_variant(row, details)
    sku = one_line(details.sku, 64, "sku") or variant.sku or _free_sku(product)
    if sku != variant.sku and _sku_taken(variant, sku):
        raise SkuTaken(sku=sku, row=row, field="sku")
    fields = {
        "title": one_line(details.title, 120, "title"),
        "sku": sku,
        "price": details.price,
        "weight_grams": details.weight_grams,
        "tracked": details.tracked,
        "active": details.active,
    }
    changed = any(getattr(variant, name) != value for name, value in fields.items())
    for name, value in fields.items():
        setattr(variant, name, value)
    return changed or variant.pk is None


def _save_answers(group: OptionGroup, answers: Sequence[AnswerInput]) -> None:
    options = {option.pk: option for option in Option.objects.filter(group=group)}
    for position, one in enumerate(answers):
        option = Option(store_id=group.store_id, group=group)
        if one.id is not None:
            if one.id not in options:
                raise NotFound
            option = options.pop(one.id)
        option.name = one_line(one.name, 80, "name")
        option.price_difference, option.active, option.position = one.price_difference, one.active, position
        option.save()
    Option.objects.filter(pk__in=options).delete()


def _questions_as_values(product: Product) -> list[tuple[object, ...]]:
    groups = OptionGroup.objects.filter(product=product).order_by("pk")
    options = Option.objects.filter(group__product=product).order_by("pk")
    return [
        *groups.values_list("pk", "name", "least", "most", "position"),
        *options.values_list("pk", "group_id", "name", "price_difference", "active", "position"),
    ]


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
