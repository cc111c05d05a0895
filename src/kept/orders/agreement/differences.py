"""The differences between two versions, as plain facts that every face puts into words (A4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kept.orders.agreement.terms import Terms, TermsLine
from kept.orders.writes import title_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different. `kind` is the word that `differences` gives it; `before`/`after` are plain
    values, None for absent.

    Amounts are minor units; a promise is its [earliest, latest]; an address is its fields.
    """

    kind: str
    name: str
    before: Any
    after: Any


# Who they are, where they live, how to reach them, and what they wrote.
PERSONAL = frozenset({"customer", "address", "recipient", "instructions", "note", "line_note"})


def differences(old: Terms, new: Terms) -> list[Difference]:
    """Return everything a customer could see change from `old` to `new`, in the order they would read it."""
    result = [*_lines(old, new)]
    pairs = (
        ("fulfilment_method", old.fulfilment.name, new.fulfilment.name),
        ("address", old.fulfilment.address or None, new.fulfilment.address or None),
        ("recipient", old.fulfilment.recipient, new.fulfilment.recipient),
        ("instructions", old.fulfilment.instructions, new.fulfilment.instructions),
        ("promise", _promised_times(old), _promised_times(new)),
        ("note", old.note, new.note),
        ("customer", _party(old), _party(new)),
        ("payment", old.payment, new.payment),
        ("fee", old.fulfilment.fee, new.fulfilment.fee),
        ("total", old.amounts.total, new.amounts.total),
    )
    result += [Difference(kind, "", before, after) for kind, before, after in pairs if before != after]
    return result


def without_persons(changes: Iterable[Difference]) -> list[dict[str, Any]]:
    """Return the differences as the journal and programs have them, as plain values.

    Of what tells of a person there is `kind` and `name` alone: the rest stands in the versions and nowhere else.
    """
    return [{"kind": one.kind, "name": one.name} if one.kind in PERSONAL else asdict(one) for one in changes]


def says_where_to_write(changes: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the only difference is that there is an e-mail address now.

    A customer who has never been written to gets the confirmation itself, not the news of a change.

    `changes` are differences as plain values.
    """
    return [change["kind"] for change in changes] == ["customer"] and (
        not changes[0]["before"][_EMAIL] and bool(changes[0]["after"][_EMAIL])
    )


def _lines(old: Terms, new: Terms) -> list[Difference]:
    before = {line.key: line for line in old.lines}
    after = {line.key: line for line in new.lines}
    result = [
        Difference("line_removed", title_of(line), line.quantity, None)
        for key, line in before.items()
        if key not in after
    ]
    for key, line in after.items():
        result += (
            _line(before[key], line)
            if key in before
            else [Difference("line_added", title_of(line), None, line.quantity)]
        )
    return result


def _line(old: TermsLine, new: TermsLine) -> list[Difference]:
    pairs = (
        ("line_changed", title_of(old), title_of(new)),
        ("quantity", old.quantity, new.quantity),
        ("price", old.unit_price, new.unit_price),
        ("line_note", old.note, new.note),
    )
    return [
        Difference(what, title_of(new), before, after) for what, before, after in pairs if before != after
    ]


def _promised_times(terms: Terms) -> list[str] | None:
    return [terms.promise.earliest, terms.promise.latest] if terms.promise else None


_EMAIL = 1  # the place of the e-mail address in the difference of a customer


def _party(terms: Terms) -> list[str]:
    return [terms.customer.name, terms.customer.email, terms.customer.phone]
