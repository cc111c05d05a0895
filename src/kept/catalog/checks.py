"""What can be sold and what cannot: pure checks of what was asked, each refusal with its sentence."""

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


def checked_details(asked: ProductInput) -> dict[str, Any]:
    """The fields of a product, tidied. Raises BadProduct or Invalid with the field."""
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


def check_variant(row: int, asked: VariantInput) -> None:
    """Raises BadVariant with the row and the field."""
    if not 0 <= asked.price <= LARGEST:
        raise BadVariant(_("A price is not below zero."), row=row, field="price")
    if asked.weight_grams is not None and not 0 <= asked.weight_grams <= LARGEST_NUMBER:
        raise BadVariant(_("This weight cannot be right."), row=row, field="weight_grams")


def check_question(row: int, asked: QuestionInput) -> None:
    """Raises BadQuestion with the row, the field, and the answer where it is one."""
    if not one_line(asked.name, 80, "name"):
        raise BadQuestion(_("A question needs words."), row=row, field="name")
    offered = [answer for answer in asked.answers if answer.active]
    if not offered:
        raise BadQuestion(_("A question needs at least one answer."), row=row, field="answers")
    if len(asked.answers) > MOST_ANSWERS:
        raise BadQuestion(
            _("A question has at most %(most)s answers."), row=row, field="answers", most=MOST_ANSWERS
        )
    if (
        not 0 <= asked.least <= asked.most
        or asked.most < 1
        or asked.least > len(offered)
        or asked.most > MOST_ANSWERS
    ):
        raise BadQuestion(
            _("“At least” is not more than “at most”, and not more than there are answers."),
            row=row,
            field="least",
        )
    for position, answer in enumerate(asked.answers):
        if not one_line(answer.name, 80, "name"):
            raise BadQuestion(_("An answer needs words."), row=row, answer=position, field="name")
        if abs(answer.price_difference) > LARGEST:
            raise BadQuestion(
                _("This price difference is too large."), row=row, answer=position, field="price"
            )


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
