"""The change panel's form: what stands in it, and what somebody typed into it, as one plain value."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.customers.addresses import FIELDS
from kept.faces.desk.parsing import moment_typed
from kept.kit.money import input_amount, parse_amount
from kept.kit.refusals import Invalid
from kept.kit.text import whole_number
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import MOST_LINES, CustomerInput, FulfilmentInput, LineInput
from kept.orders.agreement.terms import Terms, TermsLine
from kept.promises.fulfilment import policy_of

# The parts of an address that the panel shows; what else an address holds is kept as it is.
SHOWN_FIELDS = ("street_address", "postal_code", "city", "country_area", "country_code")

# The parts of the panel that a phone shows folded, and what stands in them.
FOLDED = {
    "how": ("fulfilment_method", "wished", "payment", "recipient", "address", "instructions", "note"),
    "who": ("name", "email", "phone"),
}


@dataclass(frozen=True, slots=True)
class LineValues:
    """One line of the form. `token` names its fields; `was` is the price it was shown with. All as typed."""

    token: str
    key: str = ""
    variant: str = ""
    title: str = ""
    quantity: str = "1"
    options: tuple[str, ...] = ()
    note: str = ""
    price: str = ""
    was: str = ""
    tax_rate: str = "0"
    out: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """The whole form, as typed."""

    lines: tuple[LineValues, ...]
    fulfilment_method: str
    address: dict[str, str]
    recipient: str
    instructions: str
    wished: str
    name: str
    email: str
    phone: str
    note: str
    payment: str
    reason: str = ""


def as_agreed(terms: Terms) -> Typed:
    """The form before anybody typed: everything as it was agreed."""
    promise = terms.promise
    return Typed(
        lines=tuple(line_as_agreed(line, terms.currency) for line in terms.lines),
        fulfilment_method=terms.fulfilment.method,
        address=dict(terms.fulfilment.address),
        recipient=terms.fulfilment.recipient,
        instructions=terms.fulfilment.instructions,
        wished=_local(promise.earliest, promise.zone) if promise and promise.wished else "",
        name=terms.customer.name,
        email=terms.customer.email,
        phone=terms.customer.phone,
        note=terms.note,
        payment=terms.payment,
    )


def line_as_agreed(line: TermsLine, currency: str) -> LineValues:
    """An agreed line as the form shows it."""
    price = input_amount(line.unit_price, currency, get_language() or "en")
    return LineValues(
        token=f"k{line.key}",
        key=line.key,
        variant=str(line.variant or ""),
        title=line.title if line.variant is None else "",
        quantity=str(line.quantity),
        options=tuple(str(option.id) for option in line.options),
        note=line.note,
        price=price,
        was=price,
        tax_rate=str(line.tax_rate),
    )


def new_line(variant: int, price: int, currency: str) -> LineValues:
    """A line that was not there before."""
    shown = input_amount(price, currency, get_language() or "en")
    return LineValues(token=f"n{secrets.token_hex(4)}", variant=str(variant), price=shown, was=shown)


def read(data: QueryDict) -> Typed:
    """What somebody typed."""
    address = {name: data.get(f"address-{name}", "") for name in (*FIELDS, "country_code")}
    return Typed(
        lines=tuple(_line(data, token) for token in data.getlist("line")[:MOST_LINES] if token.isalnum()),
        fulfilment_method=data.get("fulfilment_method", ""),
        address={name: value for name, value in address.items() if value.strip()},
        recipient=data.get("recipient", ""),
        instructions=data.get("instructions", ""),
        wished=data.get("wished", ""),
        name=data.get("name", ""),
        email=data.get("email", ""),
        phone=data.get("phone", ""),
        note=data.get("note", ""),
        payment=data.get("payment", ""),
        reason=data.get("reason", "").strip(),
    )


def on_newest_terms(typed: Typed, seen: Terms, now: Terms) -> Typed:
    """What was typed, on top of what somebody else has agreed meanwhile: whatever this person left as they had seen it
    takes its newest value, so that nobody undoes a colleague's change unawares.

    A line that the colleague took out goes, but for one that this person had changed: that would be a new line.
    """
    before, newest = as_agreed(seen), as_agreed(now)
    known, agreed = ({line.key: line for line in form.lines} for form in (before, newest))
    lines = []
    for line in typed.lines:
        if line.key in known and line.key in agreed:
            lines.append(_newer(line, known[line.key], agreed[line.key]))
        elif line.key not in known:
            lines.append(line)
        elif _newer(line, known[line.key], known[line.key]) != known[line.key] and not line.out:
            lines.append(replace(line, key=""))
    lines += [line for key, line in agreed.items() if key not in known]
    untouched = _where(typed.address) == _where(before.address)
    address = newest.address if untouched else typed.address
    return replace(_newer(typed, before, newest), lines=tuple(lines), address=address)


def unfolded(typed: Typed, agreed: Typed, problem: str = "") -> dict[str, bool]:
    """Which folded parts are open from the start: what differs from what was agreed, or is wrong, is never hidden.

    `problem` is the name of the field that a refusal is about, if it is about one.
    """
    theirs = replace(typed, address=_where(typed.address)), replace(agreed, address=_where(agreed.address))
    return {
        part: problem in names or any(not _same(*(getattr(form, name) for form in theirs)) for name in names)
        for part, names in FOLDED.items()
    }


Form = TypeVar("Form", Typed, LineValues)


def _newer(typed: Form, before: Form, newest: Form) -> Form:
    """What was typed, with the newest value of every field that is as it was before."""
    left = [one.name for one in fields(typed) if _same(getattr(typed, one.name), getattr(before, one.name))]
    return replace(typed, **{name: getattr(newest, name) for name in left})


def _same(one: Any, other: Any) -> bool:
    """Browsers end lines in their own way, and send nothing chosen as an empty choice."""
    if isinstance(one, str):
        return bool(one.split() == other.split())
    if isinstance(one, tuple):
        return sorted(map(str, filter(None, one))) == sorted(map(str, filter(None, other)))
    return bool(one == other)


def _where(address: dict[str, str]) -> dict[str, str]:
    """The address without what is empty; the country alone, which the form fills in, is no address."""
    said = {name: value.strip() for name, value in address.items() if value.strip()}
    return said if said.keys() - {"country_code"} else {}


def asked_for(
    typed: Typed, *, fulfilment_kind: str, currency: str, language: str, zone: str
) -> OrderChangeInput:
    """What is asked with it. Raises Invalid with a sentence for what cannot be read."""
    lines = [
        _asked_line(line, currency, language)
        for line in typed.lines
        if not line.out and line.quantity.strip() != "0"
    ]
    return OrderChangeInput(
        lines=tuple(lines),
        fulfilment=FulfilmentInput(
            method=typed.fulfilment_method,
            address=typed.address if fulfilment_kind and policy_of(fulfilment_kind).needs_address else None,
            recipient=typed.recipient,
            instructions=typed.instructions,
            wished=moment_typed(typed.wished, zone),
        ),
        customer=CustomerInput(typed.name, typed.email, typed.phone),
        note=typed.note,
        payment=typed.payment or None,
    )


def variants_named(lines: Iterable[LineValues]) -> set[int]:
    """The variants that the form's lines name."""
    return {number for line in lines if (number := whole_number(line.variant))}


def _line(data: QueryDict, token: str) -> LineValues:
    def said(name: str, most: int = 200) -> str:
        return data.get(f"{token}-{name}", "")[:most]

    return LineValues(
        token=token,
        key=said("key", 12),
        variant=said("variant", 20),
        title=said("title"),
        quantity=said("quantity", 12),
        options=tuple(data.getlist(f"{token}-options")[:50]),
        note=said("note", 4000),
        price=said("price", 40),
        was=said("was", 40),
        tax_rate=said("tax_rate", 6),
        out=f"{token}-out" in data,
    )


def _asked_line(line: LineValues, currency: str, language: str) -> LineInput:
    quantity = whole_number(line.quantity)
    if quantity is None:
        raise Invalid(_("A quantity is a whole number."), field=f"{line.token}-quantity")
    price = parse_amount(line.price, currency, language) if line.price.strip() != line.was.strip() else None
    variant = whole_number(line.variant)
    if variant is None and price is None and not line.key:
        price = parse_amount(line.price, currency, language)
    return LineInput(
        quantity=quantity,
        variant=variant,
        options=tuple(number for text in line.options if (number := whole_number(text))),
        note=line.note,
        unit_price=price,
        title="" if variant else line.title,
        tax_rate=whole_number(line.tax_rate) or 0,
        key=line.key,
    )


def _local(iso: str, zone: str) -> str:
    return datetime.fromisoformat(iso).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
