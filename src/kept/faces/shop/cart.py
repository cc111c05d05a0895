"""The basket: what somebody means to order, kept in their session, one for each store.

It holds nothing about a person but what they wrote on the lines themselves.
"""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.http import HttpRequest

from kept.kit.tokens import new_token
from kept.orders.agreement.inputs import LONGEST_NOTE, LineInput
from kept.stores.models import Store

MOST_LINES = 40
MOST_OF_ONE = 999


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line. `key` names it in this basket."""

    key: str
    variant: int
    quantity: int
    options: tuple[int, ...] = ()
    note: str = ""

    def asked(self) -> LineInput:
        """The line as an order asks for it."""
        return LineInput(quantity=self.quantity, variant=self.variant, options=self.options, note=self.note)


@dataclass(slots=True)
class Cart:
    """A basket of one store. Changes are kept by `save`."""

    place: str
    lines: list[CartLine] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, store: Store) -> Self:
        """What this visitor has in the basket of this store."""
        place = f"basket {store.pk}"
        return cls(place, [_line(one) for one in request.session.get(place, [])])

    @property
    def pieces(self) -> int:
        """How many pieces are in it."""
        return sum(line.quantity for line in self.lines)

    def add(self, *, variant: int, quantity: int, options: tuple[int, ...] = (), note: str = "") -> bool:
        """Put something in; the same thing again becomes more of it. False when the basket is full."""
        for position, line in enumerate(self.lines):
            if (line.variant, line.options, line.note) == (variant, options, note):
                self.lines[position] = replace(line, quantity=_within(line.quantity + quantity))
                return True
        if len(self.lines) >= MOST_LINES:
            return False
        self.lines.append(CartLine(new_token()[:8], variant, _within(quantity), options, note[:LONGEST_NOTE]))
        return True

    def change(self, key: str, *, quantity: int | None = None, note: str | None = None) -> None:
        """Another quantity (0 takes the line out) or another note; None leaves it."""
        for position, line in enumerate(self.lines):
            if line.key == key:
                self.lines[position] = replace(
                    line,
                    quantity=line.quantity if quantity is None else _within(quantity),
                    note=line.note if note is None else note.strip()[:LONGEST_NOTE],
                )
        self.lines = [line for line in self.lines if line.quantity > 0]

    def save(self, request: HttpRequest) -> None:
        """Keep it; an empty basket leaves nothing behind."""
        if self.lines:
            request.session[self.place] = [asdict(line) for line in self.lines]
        else:
            request.session.pop(self.place, None)


def _line(kept: dict[str, Any]) -> CartLine:
    return CartLine(**{**kept, "options": tuple(kept["options"])})


def _within(quantity: int) -> int:
    return max(0, min(quantity, MOST_OF_ONE))
