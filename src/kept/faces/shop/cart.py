"""The basket of one store, stored in the visitor's session.

It contains nothing about a person but the notes that they wrote on the lines.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kept.kit.idempotency import fingerprint_of
from kept.kit.money import LARGEST
from kept.kit.refusals import Refusal
from kept.kit.tokens import new_token
from kept.orders.agreement.inputs import LONGEST_NOTE, LineInput
from kept.stores.models import Store

MOST_LINES = 40
MOST_OF_ONE = 999
_LONGEST_DESCRIPTION = 20_000  # characters: forty lines with every option chosen
# Of all lines together. A basket is kept for two weeks, and anybody can make one.
LONGEST_NOTES = 10_000


class TooMuchText(Refusal):
    """The notes of a basket are longer than is kept."""

    status = 422
    code = "too_much_text"
    sentence = _("The notes in your basket are too long together. Shorten one of them.")


@dataclass(frozen=True, slots=True)
class CartLine:
    """A line of the basket. `key` identifies it in this basket."""

    key: str
    variant: int
    quantity: int
    options: tuple[int, ...] = ()
    note: str = ""

    def as_input(self) -> LineInput:
        """Return the line as an input of `place_order`."""
        return LineInput(quantity=self.quantity, variant=self.variant, options=self.options, note=self.note)


@dataclass(slots=True)
class Cart:
    """The basket of one store. Changes last only after `save`."""

    session_key: str
    lines: list[CartLine] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, store: Store) -> Self:
        """Return this visitor's basket of the store."""
        session_key = f"basket {store.pk}"
        return cls(session_key, [_line(row) for row in request.session.get(session_key, [])])

    @classmethod
    def described(cls, text: str) -> Self:
        """Return a basket as a page described it (`description`), without its notes; empty where the text is none."""
        try:
            rows = json.loads(text) if len(text) <= _LONGEST_DESCRIPTION else []
            lines = [CartLine(str(key), int(variant), _bounded(int(count)), tuple(map(int, options)))
                     for key, variant, count, options, _note in rows[:MOST_LINES]]  # fmt: skip
        except (ValueError, TypeError, OverflowError):
            lines = []
        return cls("", [line for line in lines if 0 < line.variant <= LARGEST])

    @property
    def description(self) -> str:
        """Return what is in the basket, in short. Lines put in anew are others, so no two are described alike."""
        lines = [
            [line.key, line.variant, line.quantity, line.options, fingerprint_of(line.note)[:8]]
            for line in self.lines
        ]
        return json.dumps(lines, separators=(",", ":"))

    @property
    def pieces(self) -> int:
        """Return the number of pieces in the basket."""
        return sum(line.quantity for line in self.lines)

    def add(self, *, variant: int, quantity: int, options: tuple[int, ...] = (), note: str = "") -> bool:
        """Add a variant; the same variant, options and note again raise the quantity. False when the basket is full."""
        for position, line in enumerate(self.lines):
            if (line.variant, line.options, line.note) == (variant, options, note):
                self.lines[position] = replace(line, quantity=_bounded(line.quantity + quantity))
                return True
        if len(self.lines) >= MOST_LINES:
            return False
        self.lines.append(
            CartLine(new_token()[:8], variant, _bounded(quantity), options, note[:LONGEST_NOTE])
        )
        return True

    def change(self, key: str, *, quantity: int | None = None, note: str | None = None) -> None:
        """Change the quantity (0 removes the line) or the note of a line; None leaves it."""
        for position, line in enumerate(self.lines):
            if line.key == key:
                self.lines[position] = replace(
                    line,
                    quantity=line.quantity if quantity is None else _bounded(quantity),
                    note=line.note if note is None else note.strip()[:LONGEST_NOTE],
                )
        self.lines = [line for line in self.lines if line.quantity > 0]

    def take_out(self, ordered: Sequence[CartLine]) -> None:
        """Take out what was ordered; what was put in since stays."""
        counts = {line.key: line.quantity for line in ordered}
        lines = [replace(line, quantity=line.quantity - counts.get(line.key, 0)) for line in self.lines]
        self.lines = [line for line in lines if line.quantity > 0]

    def save(self, request: HttpRequest) -> None:
        """Save the basket in the session; an empty one leaves nothing there. Raises TooMuchText."""
        if sum(len(line.note) for line in self.lines) > LONGEST_NOTES:
            raise TooMuchText
        if self.lines:
            request.session[self.session_key] = [asdict(line) for line in self.lines]
        else:
            request.session.pop(self.session_key, None)


def _line(row: dict[str, Any]) -> CartLine:
    return CartLine(**{**row, "options": tuple(row["options"])})


def _bounded(quantity: int) -> int:
    return max(0, min(quantity, MOST_OF_ONE))
