"""The variants and questions of a product as typed on its page; each request sends them all."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from kept.catalog.inputs import AnswerInput, QuestionInput, VariantInput
from kept.catalog.models import Product
from kept.faces.ui.locales import number_locale
from kept.kit.money import input_amount, parse_amount
from kept.kit.refusals import Refusal
from kept.kit.text import whole_number

MOST_ROWS = 120


@dataclass(slots=True)
class VariantRow:
    """One variant as typed; `problems` by field."""

    id: int
    pk: int | None = None
    title: str = ""
    sku: str = ""
    price: str = ""
    weight: str = ""
    tracked: bool = True
    active: bool = True
    problems: dict[str, str] = field(default_factory=dict)

    def to_input(self, currency: str, locale: str) -> VariantInput:
        """Return the variant as an action takes it; `problems` holds what is no number."""
        return VariantInput(
            price=_parse_amount(self.problems, "price", self.price, currency, locale),
            title=self.title,
            sku=self.sku,
            weight_grams=_parse_whole_number(self.problems, "weight", self.weight),
            tracked=self.tracked,
            active=self.active,
            id=self.pk,
        )


@dataclass(slots=True)
class AnswerRow:
    """One answer as typed."""

    id: int
    pk: int | None = None
    name: str = ""
    price: str = ""
    active: bool = True
    problems: dict[str, str] = field(default_factory=dict)

    def to_input(self, currency: str, locale: str) -> AnswerInput:
        """Return the answer as an action takes it; an empty price is no difference."""
        price = _parse_amount(self.problems, "price", self.price or "0", currency, locale)
        return AnswerInput(self.name, price, self.active, self.pk)


@dataclass(slots=True)
class QuestionRow:
    """One question as typed, with its answers."""

    id: int
    pk: int | None = None
    name: str = ""
    least: str = "0"
    most: str = "1"
    answers: list[AnswerRow] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    def to_input(self, currency: str, locale: str) -> QuestionInput:
        """Return the question as an action takes it."""
        return QuestionInput(
            self.name,
            tuple(answer.to_input(currency, locale) for answer in self.answers),
            least=_parse_whole_number(self.problems, "least", self.least) or 0,
            most=_parse_whole_number(self.problems, "least", self.most) or 0,
            id=self.pk,
        )


@dataclass(slots=True)
class Rows:
    """The variants and the questions of one product."""

    variants: list[VariantRow]
    questions: list[QuestionRow]

    def edit(self, do: str) -> bool:
        """Add or take out a row, if the pressed button `do` is one for that; tell whether it is."""
        verb, _colon, value = do.partition(":")
        act = {
            "add_variant": lambda: self.variants.append(VariantRow(_next_id(self.variants))),
            "drop_variant": lambda: _drop(self.variants, value),
            "add_question": lambda: self.questions.append(
                QuestionRow(_next_id(self.questions), answers=[AnswerRow(1)])
            ),
            "drop_question": lambda: _drop(self.questions, value),
            "add_answer": lambda: self._edit_answers(
                value, lambda rows: rows.append(AnswerRow(_next_id(rows)))
            ),
            "drop_answer": lambda: self._edit_answers(
                value, lambda rows: _drop(rows, value.partition(".")[2])
            ),
        }.get(verb)
        if act is None:
            return False
        act()
        return True

    def have_problems(self) -> bool:
        """Tell whether something typed is no number."""
        answers = [answer for question in self.questions for answer in question.answers]
        rows: list[VariantRow | QuestionRow | AnswerRow] = [*self.variants, *self.questions, *answers]
        return any(row.problems for row in rows)

    def mark(self, refusal: Refusal) -> bool:
        """Put what an action refused beside its row; tell whether it has one."""
        facts = refusal.facts
        rows: list[VariantRow] | list[QuestionRow] = self.variants
        if refusal.code == "bad_question":
            rows = self.questions
        elif refusal.code not in ("bad_variant", "sku_taken"):
            return False
        if not isinstance(facts.get("row"), int) or facts["row"] >= len(rows):
            return False
        row: VariantRow | QuestionRow | AnswerRow = rows[facts["row"]]
        if isinstance(row, QuestionRow) and "answer" in facts:
            row = row.answers[facts["answer"]]
        row.problems[str(facts.get("field") or "title")] = str(refusal)
        return True

    def _edit_answers(self, value: str, do: Callable[[list[AnswerRow]], None]) -> None:
        for question in self.questions:
            if str(question.id) == value.partition(".")[0]:
                do(question.answers)


def rows_of(product: Product, currency: str) -> Rows:
    """Return the rows of a product as it stands, its prices as the reader types them."""
    locale = number_locale()
    return Rows(
        [
            VariantRow(number, one.pk, one.title, one.sku, input_amount(one.price, currency, locale),
                       "" if one.weight_grams is None else str(one.weight_grams), one.tracked, one.active)
            for number, one in enumerate(product.variants.all(), start=1)
        ],
        [
            QuestionRow(number, group.pk, group.name, str(group.least), str(group.most), [
                AnswerRow(position, one.pk, one.name, input_amount(one.price_difference, currency, locale),
                          one.active)
                for position, one in enumerate(group.options.all(), start=1)
            ])
            for number, group in enumerate(product.option_groups.all(), start=1)
        ],
    )  # fmt: skip


def read_rows(data: QueryDict) -> Rows:
    """Return the rows of a posted form."""
    return Rows(
        [_read_variant(data, row, f"v{row}") for row in _ids(data.getlist("variant"))],
        [_read_question(data, row, f"q{row}") for row in _ids(data.getlist("question"))],
    )


def _read_variant(data: QueryDict, row: int, name: str) -> VariantRow:
    return VariantRow(
        row,
        whole_number(data.get(f"{name}-id")),
        data.get(f"{name}-title", ""),
        data.get(f"{name}-sku", ""),
        data.get(f"{name}-price", ""),
        data.get(f"{name}-weight", ""),
        f"{name}-tracked" in data,
        f"{name}-active" in data,
    )


def _read_question(data: QueryDict, row: int, name: str) -> QuestionRow:
    return QuestionRow(
        row,
        whole_number(data.get(f"{name}-id")),
        data.get(f"{name}-name", ""),
        data.get(f"{name}-least", ""),
        data.get(f"{name}-most", ""),
        [_read_answer(data, one, f"{name}a{one}") for one in _ids(data.getlist(f"{name}-answer"))],
    )


def _read_answer(data: QueryDict, row: int, name: str) -> AnswerRow:
    return AnswerRow(
        row,
        whole_number(data.get(f"{name}-id")),
        data.get(f"{name}-name", ""),
        data.get(f"{name}-price", ""),
        f"{name}-active" in data,
    )


def _parse_amount(problems: dict[str, str], name: str, text: str, currency: str, locale: str) -> int:
    try:
        if not text.strip():
            problems[name] = _("This is needed.")
            return 0
        return parse_amount(text, currency, locale)
    except Refusal as refusal:
        problems[name] = str(refusal)
        return 0


def _parse_whole_number(problems: dict[str, str], name: str, text: str) -> int | None:
    if not text.strip():
        return None
    number = whole_number(text.strip())
    if number is None:
        problems[name] = _("Write a whole number.")
    return number


def _ids(texts: list[str]) -> list[int]:
    return [number for text in dict.fromkeys(texts) if (number := whole_number(text)) is not None][:MOST_ROWS]


def _next_id(rows: "list[VariantRow] | list[QuestionRow] | list[AnswerRow]") -> int:
    return max((row.id for row in rows), default=0) + 1


def _drop(rows: "list[VariantRow] | list[QuestionRow] | list[AnswerRow]", value: str) -> None:
    for row in [row for row in rows if str(row.id) == value]:
        rows.remove(row)  # type: ignore[arg-type]  # a row of the list it came from
