"""The lines of a new order as typed on its page; each request sends them all.

The server keeps nothing while somebody types. The names of a row's fields end in the row's number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from kept.catalog.sellable import Question, SellableVariant, sellable_variants
from kept.kit.money import parse_amount
from kept.kit.text import whole_number
from kept.orders.agreement.inputs import MOST_LINES, LineInput
from kept.stores.models import Store

MOST_PIECES_TYPED = 99_999
WHOLE_RATE = 10_000  # basis points: nothing is taxed with more than all of it


@dataclass(slots=True)
class Row:
    """One line as typed. A free line has a `title`, a `price` (as text) and a `tax` rate (basis points) instead of
    a `variant`. `left` is how many there are, where that is too few."""

    id: int
    variant: int | None = None
    quantity: int = 1
    options: list[int] = field(default_factory=list)
    note: str = ""
    title: str = ""
    price: str = ""
    tax: int | None = None
    item: SellableVariant | None = None
    problem: str = ""
    left: int | None = None

    @property
    def key(self) -> str:
        """The row's number as text; the names of its fields end in it."""
        return str(self.id)

    @property
    def free(self) -> bool:
        """True for a line without a product."""
        return self.variant is None

    @property
    def untouched(self) -> bool:
        """True while nothing has been typed into a free line, so that nothing in it can be wrong."""
        return self.free and not self.title and not self.price.strip()

    @property
    def name(self) -> str:
        """The line's name for screen readers."""
        if self.item is None:
            return self.title or _("Free line")
        return ", ".join(part for part in (self.item.title, self.item.variant_title) if part)

    @property
    def questions(self) -> list["RowQuestion"]:
        """The product's questions with their answers and what is chosen."""
        if self.item is None:
            return []
        return [
            RowQuestion(question, [(one.id, one.name, one.price, one.id in self.options)
                             for one in self.item.options.values() if one.group == question.id])
            for question in self.item.questions.values()
        ]  # fmt: skip

    def to_input(self, store: Store, locale: str) -> LineInput:
        """Return the line as an action takes it. Raises Invalid for a price that is none."""
        if self.variant is not None:
            return LineInput(self.quantity, self.variant, options=tuple(self.options), note=self.note)
        price = parse_amount(self.price, store.currency, locale) if self.price.strip() else None
        return LineInput(self.quantity, title=self.title, unit_price=price, tax_rate=self.tax, note=self.note)


@dataclass(frozen=True, slots=True)
class RowQuestion:
    """A question of a row's product. Each answer is its id, name, price difference, and whether it is chosen."""

    question: Question
    answers: list[tuple[int, str, int, bool]]

    @property
    def single(self) -> bool:
        """True where exactly one answer is chosen: radio buttons."""
        return self.question.least == self.question.most == 1


def read_rows(data: QueryDict, store: Store) -> list[Row]:
    """Return the rows of a posted form with their products, without rows of another store's products."""
    rows = [_read_row(data, number) for number in _whole_numbers(data.getlist("row"))[:MOST_LINES]]
    attach_items(rows, store)
    return [row for row in rows if row.free or row.item is not None]


def attach_items(rows: Iterable[Row], store: Store) -> None:
    """Give each row what is sold as its variant: two statements for any number of rows."""
    variant_ids = {row.variant for row in rows if row.variant}
    items = {item.variant: item for item in sellable_variants(store.pk, variants=variant_ids)}
    for row in rows:
        row.item = items.get(row.variant or 0)


def add_item(rows: list[Row], item: SellableVariant) -> None:
    """Add one piece: to the line that has the item with its first answers, else as a new line with them."""
    options = _first_answers(item)
    for row in rows:
        if row.variant == item.variant and not row.note and sorted(row.options) == sorted(options):
            row.quantity = min(row.quantity + 1, MOST_PIECES_TYPED)
            return
    rows.append(Row(next_id(rows), item.variant, options=options, item=item))


def next_id(rows: list[Row]) -> int:
    """Return a number that no row of the page has."""
    return max((row.id for row in rows), default=0) + 1


def _read_row(data: QueryDict, number: int) -> Row:
    variant = data.get(f"variant-{number}", "")
    quantity = data.get(f"quantity-{number}", "")
    groups = data.getlist(f"groups-{number}")[:50]
    return Row(
        id=number,
        variant=whole_number(variant),
        quantity=whole_number(quantity) or 0,
        options=[
            option for group in groups for option in _whole_numbers(data.getlist(f"option-{number}-{group}"))
        ],
        note=data.get(f"note-{number}", "").strip(),
        title=data.get(f"title-{number}", "").strip(),
        price=data.get(f"price-{number}", ""),
        tax=whole_number(data.get(f"tax-{number}"), WHOLE_RATE),
    )


def _first_answers(item: SellableVariant) -> list[int]:
    options: list[int] = []
    for question in item.questions.values():
        answers = [one.id for one in item.options.values() if one.group == question.id]
        options += answers[: question.least]
    return options


def _whole_numbers(texts: list[str]) -> list[int]:
    numbers = map(whole_number, dict.fromkeys(texts))
    return [number for number in numbers if number is not None]
