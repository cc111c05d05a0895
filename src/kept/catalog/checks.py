"""Checks of product, variant and question inputs. Pure: they read nothing and raise refusals with a sentence."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.catalog.inputs import (
    LARGEST_NUMBER,
    MOST_ANSWERS,
    MOST_TAGS,
    ProductInput,
    QuestionInput,
    VariantInput,
)
from kept.catalog.models import Kind
from kept.catalog.refusals import BadProduct, BadQuestion, BadVariant
from kept.kit.money import LARGEST
from kept.kit.text import one_line, paragraphs


def checked_details(product: ProductInput) -> dict[str, Any]:
    """Return the cleaned fields of a product. Raises BadProduct or Invalid with the field."""
    title = one_line(product.title, 160, "title")
    if not title:
        raise BadProduct(_("A product needs a title."), field="title")
    if product.kind not in Kind.values:
        raise BadProduct(_("Choose what kind of product it is."), field="kind")
    note_label = one_line(product.note_label, 80, "note_label")
    return {
        "title": title,
        "summary": one_line(product.summary, 240, "summary"),
        "description": paragraphs(product.description, 20_000, "description"),
        "kind": product.kind,
        "photo_words": one_line(product.photo_words, 240, "photo_words"),
        "tags": _checked_tags(product.tags),
        "preparation_minutes": _checked_number(
            product.preparation_minutes, 60 * 24 * 365, "preparation_minutes"
        ),
        "lifespan_days": None
        if product.lifespan_days is None
        else _checked_number(product.lifespan_days, 36_500, "lifespan_days"),
        "tax_rate": _checked_number(product.tax_rate, 10_000, "tax_rate"),
        "note_label": note_label,
        "note_required": product.note_required and bool(note_label),
        "needs_review": product.needs_review,
    }


def check_variant(row: int, variant: VariantInput) -> None:
    """Check the price and weight of a variant. Raises BadVariant with the row and the field."""
    if not 0 <= variant.price <= LARGEST:
        raise BadVariant(_("A price is not below zero."), row=row, field="price")
    if variant.weight_grams is not None and not 0 <= variant.weight_grams <= LARGEST_NUMBER:
        raise BadVariant(_("This weight cannot be right."), row=row, field="weight_grams")


def check_question(row: int, question: QuestionInput) -> None:
    """Check a question and its answers. Raises BadQuestion with the row, the field and, if it is one, the answer."""
    if not one_line(question.name, 80, "name"):
        raise BadQuestion(_("A question needs words."), row=row, field="name")
    active = [answer for answer in question.answers if answer.active]
    if not active:
        raise BadQuestion(_("A question needs at least one answer."), row=row, field="answers")
    if len(question.answers) > MOST_ANSWERS:
        raise BadQuestion(
            _("A question has at most %(most)s answers."), row=row, field="answers", most=MOST_ANSWERS
        )
    if (
        not 0 <= question.least <= question.most
        or question.most < 1
        or question.least > len(active)
        or question.most > MOST_ANSWERS
    ):
        raise BadQuestion(
            _("“At least” is not more than “at most”, and not more than there are answers."),
            row=row,
            field="least",
        )
    for position, answer in enumerate(question.answers):
        if not one_line(answer.name, 80, "name"):
            raise BadQuestion(_("An answer needs words."), row=row, answer=position, field="name")
        if abs(answer.price_difference) > LARGEST:
            raise BadQuestion(
                _("This price difference is too large."), row=row, answer=position, field="price"
            )


def _checked_tags(tags: Sequence[str]) -> list[str]:
    tidy = dict.fromkeys(one_line(tag, 40, "tags").lower() for tag in tags)
    tidy.pop("", None)
    if len(tidy) > MOST_TAGS:
        raise BadProduct(_("A product has at most %(most)s tags."), field="tags", most=MOST_TAGS)
    return list(tidy)


def _checked_number(number: int, most: int, field: str) -> int:
    if not 0 <= number <= most:
        raise BadProduct(_("This number is between 0 and %(most)s."), field=field, most=most)
    return number
