"""The questions of a product with their answers: the package's write module for options."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kept.catalog.asked import MOST_ANSWERS, MOST_QUESTIONS, AnswerAsked, QuestionAsked
from kept.catalog.models import Option, OptionGroup, Product
from kept.catalog.refusals import BadQuestion
from kept.kit.money import LARGEST
from kept.kit.refusals import NotFound
from kept.kit.text import one_line
from kept.kit.transactions import require_transaction


def put_questions(product: Product, asked: Sequence[QuestionAsked]) -> bool:
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
        _check(row, one)
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


def _put_answers(group: OptionGroup, asked: Sequence[AnswerAsked]) -> None:
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


def _check(row: int, asked: QuestionAsked) -> None:
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


def _as_they_stand(product: Product) -> list[tuple[object, ...]]:
    groups = OptionGroup.objects.filter(product=product).order_by("pk")
    options = Option.objects.filter(group__product=product).order_by("pk")
    return [
        *groups.values_list("pk", "name", "least", "most", "position"),
        *options.values_list("pk", "group_id", "name", "price_difference", "active", "position"),
    ]
