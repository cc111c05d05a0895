"""The terms of an order: a frozen value, its canonical JSON, and its digest.

The shape follows the Universal Commerce Protocol's order where it has a word for it: integer
minor units, `original`/`quantity` per line, expectations as `promise`. Only integers, strings, booleans,
null, lists and objects with ASCII keys occur, for which `json.dumps(sort_keys=True)` without spaces IS the
canonical form of RFC 8785 (a test compares them).
"""

import hashlib
import json
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Self

from kept.kit.text import strip_unstorable

FORMAT = 1
_NUL = "\\u0000"


@dataclass(frozen=True, slots=True)
class ChosenOption:
    """An answer the customer chose, and what it added to the unit price."""

    id: int
    name: str
    value: str
    price: int


@dataclass(frozen=True, slots=True)
class TermsLine:
    """One agreed line. `unit_price` includes the options; `total` = `unit_price` × `quantity`.

    `key` is the line's name in every version. `tax_rate` in basis points. `variant` is None for a line
    that staff typed freely.
    """

    key: str
    variant: int | None
    product: int | None
    sku: str
    title: str
    variant_title: str
    kind: str
    quantity: int
    unit_price: int
    total: int
    tax_rate: int
    options: tuple[ChosenOption, ...] = ()
    note_label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """The agreed fulfilment. `address` by the country's format, {} for pickup and downloads.

    `method` is the code of the fulfilment method; it is stored as "way", as the digests of all versions have it.
    `fee` is what it costs with these lines. Where goods worth `free_from` and more go for nothing, `fee_below` is what
    it costs for less; without `free_from` (as in versions that do not say) the fee does not depend on the lines.
    """

    method: str = field(metadata={"stored_as": "way"})
    kind: str
    name: str
    words: str
    fee: int
    tax_rate: int
    address: dict[str, str]
    recipient: str = ""
    instructions: str = ""
    free_from: int | None = None
    fee_below: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """The promised time: ISO 8601 instants in UTC. `wished` when the customer asked for that time. Shown in `zone`."""

    earliest: str
    latest: str
    zone: str
    wished: bool = False


@dataclass(frozen=True, slots=True)
class TaxPart:
    """The tax at one rate (basis points) on its base, minor units."""

    rate: int
    base: int
    tax: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """The sums, in minor units. `tax` is inside `total` when `tax_included`, else added to it."""

    items: int
    fulfilment: int
    tax: int
    tax_included: bool
    total: int
    taxes: tuple[TaxPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """A side of the agreement."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of an order's terms. `previous` is the digest of the version before ("" for the first)."""

    number: int
    version: int
    previous: str
    placed_at: str
    agreed_at: str
    channel: str
    currency: str
    language: str
    store: Party
    customer: Party
    lines: tuple[TermsLine, ...]
    fulfilment: Fulfilment
    promise: Promise | None
    amounts: Amounts
    payment: str
    note: str = ""
    format: int = field(default=FORMAT)

    @property
    def pieces(self) -> int:
        """Return the number of pieces agreed in all."""
        return sum(line.quantity for line in self.lines)

    def canonical(self) -> str:
        """Return the canonical JSON (RFC 8785) that is stored and digested."""
        return _CANONICAL.encode(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Make the value again from the stored text, as `plain_terms` reads it."""
        data = plain_terms(text)
        return cls(
            **{
                **data,
                "store": Party(**data["store"]),
                "customer": Party(**data["customer"]),
                "lines": tuple(_line(line) for line in data["lines"]),
                "fulfilment": _fulfilment(data["fulfilment"]),
                "promise": Promise(**data["promise"]) if data["promise"] else None,
                "amounts": _amounts(data["amounts"]),
            }
        )


def plain_terms(text: str) -> dict[str, Any]:
    """Return plain values from canonical JSON, without NUL.

    It stood in some terms before it was kept out at every door, and PostgreSQL takes it into nothing that
    follows from them. What is stored, its digest and its chain stay as they are: in JSON a NUL is six plain
    characters, which every database keeps.
    """
    values: dict[str, Any] = json.loads(text)
    return strip_unstorable(values) if _NUL in text else values


def digest_of(canonical: str) -> str:
    """Return the SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def _parts(value: Any) -> dict[str, Any]:
    """Return a part of the terms as JSON has it. The encoder comes to what it is made of in turn."""
    keys = _keys(type(value))  # type: ignore[arg-type]  # mypy doubts that a class can be a key
    return {key: getattr(value, name) for key, name in keys}


@cache
def _keys(kind: type) -> tuple[tuple[str, str], ...]:
    """Return the key under which each field is stored, with the field's name."""
    return tuple((part.metadata.get("stored_as", part.name), part.name) for part in fields(kind))


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_parts)


def _fulfilment(data: dict[str, Any]) -> Fulfilment:
    names = dict(_keys(Fulfilment))
    return Fulfilment(**{names[key]: value for key, value in data.items()})


def _line(data: dict[str, Any]) -> TermsLine:
    return TermsLine(**{**data, "options": tuple(ChosenOption(**option) for option in data["options"])})


def _amounts(data: dict[str, Any]) -> Amounts:
    return Amounts(**{**data, "taxes": tuple(TaxPart(**part) for part in data["taxes"])})
