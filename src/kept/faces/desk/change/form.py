"""The values of the change panel's form: made from the terms, read from a POST, and turned into a change."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from kept.customers.addresses import FIELDS
from kept.faces.desk.parsing import parse_moment
from kept.faces.ui.locales import number_locale
from kept.kit.money import input_amount, parse_amount
from kept.kit.refusals import Invalid
from kept.kit.text import whole_number
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import MOST_LINES, CustomerInput, FulfilmentInput, LineInput
from kept.orders.agreement.terms import Terms, TermsLine
from kept.promises.fulfilment import policy_of

# The fields of an address that the panel shows; other fields are kept as they are.
SHOWN_FIELDS = ("street_address", "postal_code", "city", "country_area", "country_code")

# The sections of the panel that a phone shows folded, and their fields.
SECTIONS = {
    "how": ("fulfilment_method", "wished", "payment", "recipient", "address", "instructions", "note"),
    "who": ("name", "email", "phone"),
}


@dataclass(frozen=True, slots=True)
class LineValues:
    """One line of the form, as typed. `token` is the prefix of its fields' names; `was` is the price first shown."""

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
class FormValues:
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


def values_of(terms: Terms) -> FormValues:
    """Return the form before anybody typed: everything as it was agreed."""
    promise = terms.promise
    return FormValues(
        lines=tuple(line_values_of(line, terms.currency) for line in terms.lines),
        fulfilment_method=terms.fulfilment.method,
        address=dict(terms.fulfilment.address),
        recipient=terms.fulfilment.recipient,
        instructions=terms.fulfilment.instructions,
        wished=_local_input(promise.earliest, promise.zone) if promise and promise.wished else "",
        name=terms.customer.name,
        email=terms.customer.email,
        phone=terms.customer.phone,
        note=terms.note,
        payment=terms.payment,
    )


def line_values_of(line: TermsLine, currency: str) -> LineValues:
    """Return an agreed line as the form shows it."""
    price = input_amount(line.unit_price, currency, number_locale())
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


def new_line_values(variant: int, price: int, currency: str) -> LineValues:
    """Return a line that the order does not have yet."""
    price_text = input_amount(price, currency, number_locale())
    return LineValues(
        token=f"n{secrets.token_hex(4)}", variant=str(variant), price=price_text, was=price_text
    )


def read_form(data: QueryDict) -> FormValues:
    """Read the form from a POST."""
    address = {name: data.get(f"address-{name}", "") for name in (*FIELDS, "country_code")}
    return FormValues(
        lines=tuple(
            _read_line(data, token) for token in data.getlist("line")[:MOST_LINES] if token.isalnum()
        ),
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


def rebase_on_newest(typed: FormValues, seen: Terms, now: Terms) -> FormValues:
    """Merge what was typed with what somebody else has agreed meanwhile.

    Whatever this person left as they had seen it takes its newest value, so that nobody undoes a colleague's change
    unawares. A line that the colleague took out goes; if this person had changed it, it becomes a new line.
    """
    before, newest = values_of(seen), values_of(now)
    old, agreed = ({line.key: line for line in form.lines} for form in (before, newest))
    lines = []
    for line in typed.lines:
        if line.key in old and line.key in agreed:
            lines.append(_merge(line, old[line.key], agreed[line.key]))
        elif line.key not in old:
            lines.append(line)
        elif _merge(line, old[line.key], old[line.key]) != old[line.key] and not line.out:
            lines.append(replace(line, key=""))
    lines += [line for key, line in agreed.items() if key not in old]
    untouched = _filled_address(typed.address) == _filled_address(before.address)
    address = newest.address if untouched else typed.address
    return replace(_merge(typed, before, newest), lines=tuple(lines), address=address)


def open_sections(typed: FormValues, agreed: FormValues, problem: str = "") -> dict[str, bool]:
    """Tell which folded sections are open from the start: a field that was changed, or is wrong, is never hidden.

    `problem` is the name of the field that a refusal is about, if it is about one.
    """
    forms = (
        replace(typed, address=_filled_address(typed.address)),
        replace(agreed, address=_filled_address(agreed.address)),
    )
    return {
        section: problem in names
        or any(not _is_same(*(getattr(form, name) for form in forms)) for name in names)
        for section, names in SECTIONS.items()
    }


Form = TypeVar("Form", FormValues, LineValues)


def _merge(typed: Form, before: Form, newest: Form) -> Form:
    """Return what was typed, with the newest value of every field that is as it was before."""
    names = [field.name for field in fields(typed)]
    untouched = [name for name in names if _is_same(getattr(typed, name), getattr(before, name))]
    return replace(typed, **{name: getattr(newest, name) for name in untouched})


def _is_same(one: Any, other: Any) -> bool:
    """Compare as a browser sends: it ends lines in its own way, and sends no choice as an empty one."""
    if isinstance(one, str):
        return bool(one.split() == other.split())
    if isinstance(one, tuple):
        return sorted(map(str, filter(None, one))) == sorted(map(str, filter(None, other)))
    return bool(one == other)


def _filled_address(address: dict[str, str]) -> dict[str, str]:
    """Return the address without empty fields; the country alone, which the form fills in, is no address."""
    filled = {name: value.strip() for name, value in address.items() if value.strip()}
    return filled if filled.keys() - {"country_code"} else {}


def to_change_input(
    typed: FormValues, *, fulfilment_kind: str, currency: str, locale: str, zone: str
) -> OrderChangeInput:
    """Return the change as an action takes it. Raises Invalid, with the field, for what cannot be read."""
    lines = [
        _to_line_input(line, currency, locale)
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
            wished=parse_moment(typed.wished, zone),
        ),
        customer=CustomerInput(typed.name, typed.email, typed.phone),
        note=typed.note,
        payment=typed.payment or None,
    )


def variant_ids(lines: Iterable[LineValues]) -> set[int]:
    """Return the ids of the variants on the form's lines."""
    return {number for line in lines if (number := whole_number(line.variant))}


def _read_line(data: QueryDict, token: str) -> LineValues:
    def value(name: str, most: int = 200) -> str:
        return data.get(f"{token}-{name}", "")[:most]

    return LineValues(
        token=token,
        key=value("key", 12),
        variant=value("variant", 20),
        title=value("title"),
        quantity=value("quantity", 12),
        options=tuple(data.getlist(f"{token}-options")[:50]),
        note=value("note", 4000),
        price=value("price", 40),
        was=value("was", 40),
        tax_rate=value("tax_rate", 6),
        out=f"{token}-out" in data,
    )


def _to_line_input(line: LineValues, currency: str, locale: str) -> LineInput:
    quantity = whole_number(line.quantity)
    if quantity is None:
        raise Invalid(_("A quantity is a whole number."), field=f"{line.token}-quantity")
    price = parse_amount(line.price, currency, locale) if line.price.strip() != line.was.strip() else None
    variant = whole_number(line.variant)
    if variant is None and price is None and not line.key:
        price = parse_amount(line.price, currency, locale)
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


def _local_input(iso: str, zone: str) -> str:
    return datetime.fromisoformat(iso).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
