"""The agreement sheet: the context of `kept/parts/agreement_sheet.html`, the same for customer and staff (A5)."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kept.customers.addresses import address_lines
from kept.faces.ui.texts import percent, when, when_dated
from kept.orders.agreement.terms import Amounts, Fulfilment, Terms, TermsLine
from kept.orders.deadlines import deadline
from kept.orders.lifecycle import is_cancelled, is_on_hold, is_under_review
from kept.orders.models import Acknowledgement, Order
from kept.payments.methods import label_of
from kept.promises.fulfilment import PromiseOf, policy_of
from kept.stores.models import Store


def agreement_of(
    terms: Terms, *, store: Store, acknowledged_at: datetime | None = None, time_label: str = ""
) -> dict[str, Any]:
    """Return everything that a version says, as texts.

    `store`: its address is shown for pickup, and its country is not named in addresses. `time_label`: the label of
    `time_label_of`, where the order's present state matters.
    """
    return {
        "number": terms.number,
        "version": terms.version,
        "agreed_at": parse_datetime(terms.agreed_at),
        "acknowledged_at": acknowledged_at,
        "store": terms.store.name,
        "currency": terms.currency,
        "lines": [_line(line) for line in terms.lines],
        "totals": totals_of(terms.amounts, terms.fulfilment),
        "facts": [_time(terms, time_label or _("When")), *_facts(terms, store)],
        "instructions": " · ".join(text for text in (terms.note, terms.fulfilment.instructions) if text),
    }


def time_label_of(order: Order, now: datetime) -> str:
    """Return the label of the promised time. Before a confirmation and on hold, the time is not certain."""
    if is_under_review(order):
        return (
            _("When, as first planned")
            if passed_under_review(order, now)
            else _("When, once it is confirmed")
        )
    if order.confirmed_version and (is_on_hold(order) or is_cancelled(order)):
        return _("When, as it was agreed")
    return _("When")


def passed_under_review(order: Order, now: datetime) -> bool:
    """Tell whether the planned time passed before the order was confirmed.

    The confirmation names another one then (`orders/agreement/change_plan.plan_confirmation`).
    """
    until = deadline(order)
    return is_under_review(order) and until is not None and until < now


def acknowledged_at(order: Order, version: int) -> datetime | None:
    """Return when the customer acknowledged this version; None if they did not, and for a cancelled order."""
    if is_cancelled(order):
        return None
    row = Acknowledgement.objects.filter(order=order, version=version).first()
    return row.at if row else None


def totals_of(amounts: Amounts, fulfilment: Fulfilment) -> list[dict[str, Any]]:
    """Return the sums as rows of `kept/parts/ledger.html`."""
    taxes = [
        {
            "label": (_("including %(rate)s tax") if amounts.tax_included else _("%(rate)s tax"))
            % {"rate": percent(part.rate)},
            "amount": part.tax,
            "kind": "muted" if amounts.tax_included else "",
        }
        for part in amounts.taxes
    ]
    rows: list[dict[str, Any]] = [{"label": _("Items"), "amount": amounts.items, "kind": ""}]
    if fulfilment.fee or policy_of(fulfilment.kind).promise_of is PromiseOf.ARRIVAL:
        rows.append({"label": fulfilment.name, "amount": fulfilment.fee, "kind": ""})
    total = {"label": _("Total"), "amount": amounts.total, "kind": "total"}
    return [*rows, total, *taxes] if amounts.tax_included else [*rows, *taxes, total]


def promised_when(terms: Terms, now: datetime) -> str:
    """Return the promise of this version as a sentence; "" where there is none."""
    if terms.promise is None:
        return ""
    promise = terms.promise
    return when(
        promise.earliest, promise.latest, zone=promise.zone, wished=promise.wished,
        kind=terms.fulfilment.kind, now=now,
    )  # fmt: skip


def _line(line: TermsLine) -> dict[str, Any]:
    note = f"{line.note_label}: {line.note}" if line.note and line.note_label else line.note
    return {
        "quantity": line.quantity,
        "name": ", ".join(part for part in (line.title, line.variant_title) if part),
        "options": [option.value for option in line.options],
        "note": note,
        "each": line.unit_price if line.quantity > 1 else None,
        "amount": line.total,
    }


def _time(terms: Terms, label: str) -> dict[str, Any]:
    promise = terms.promise
    if promise is None:
        return {"label": label, "lines": [""]}
    text = when_dated(
        promise.earliest, promise.latest, zone=promise.zone, wished=promise.wished,
        kind=terms.fulfilment.kind, agreed_at=datetime.fromisoformat(terms.agreed_at),
    )  # fmt: skip
    return {"label": label, "lines": [text]}


def _facts(terms: Terms, store: Store) -> list[dict[str, Any]]:
    method = terms.fulfilment
    collected = policy_of(method.kind).at_the_store
    address = address_lines(method.address or (store.address if collected else {}), store.country)
    customer = terms.customer
    # An address may contain a name of its own, which is one of its lines.
    own_name = method.address.get("name", "") if method.address else ""
    person = method.recipient or (customer.name if method.address and not own_name else "")
    recipient = person if person != own_name else ""
    facts = [
        {"label": method.name, "lines": [text for text in (recipient, *address, method.words) if text]},
        {"label": _("Payment"), "lines": [label_of(terms.payment)]},
        {"label": _("Contact"), "lines": list(filter(None, (customer.name, customer.email, customer.phone)))},
    ]
    return [fact for fact in facts if any(fact["lines"])]
