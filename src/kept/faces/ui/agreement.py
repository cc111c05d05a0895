"""The agreement as `kept/parts/agreement_sheet.html` takes it.

It is the same sheet for the customer and for whoever does the work (A5).
"""

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
    """Everything that one version says, in words.

    `store` says where it is collected, and which country is home and not named. `time_label`: what `time_label_of`
    says of the order, where it is told how that stands now.
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
    """What the promised time is called: nothing is promised before it is confirmed, nothing is sure while it waits."""
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
    """Whether the time that would have been promised is over before anybody confirmed it: another one comes then
    (`orders/agreement/change_plan.plan_confirmation`)."""
    until = deadline(order)
    return is_under_review(order) and until is not None and until < now


def acknowledged_at(order: Order, version: int) -> datetime | None:
    """When the customer said that this version is right; None where nobody did, and of a cancelled order: nothing of
    that is right any more."""
    if is_cancelled(order):
        return None
    said = Acknowledgement.objects.filter(order=order, version=version).first()
    return said.at if said else None


def totals_of(amounts: Amounts, fulfilment: Fulfilment) -> list[dict[str, Any]]:
    """The sums as rows of `kept/parts/ledger.html`."""
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
    """The promise of this version in one sentence; "" where none was made."""
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
    said = when_dated(
        promise.earliest, promise.latest, zone=promise.zone, wished=promise.wished,
        kind=terms.fulfilment.kind, agreed_at=datetime.fromisoformat(terms.agreed_at),
    )  # fmt: skip
    return {"label": label, "lines": [said]}


def _facts(terms: Terms, store: Store) -> list[dict[str, Any]]:
    method = terms.fulfilment
    collected = policy_of(method.kind).at_the_store
    where = address_lines(method.address or (store.address if collected else {}), store.country)
    customer = terms.customer
    # An address may bring its own name, which stands among its lines.
    named = method.address.get("name", "") if method.address else ""
    person = method.recipient or (customer.name if method.address and not named else "")
    who = person if person != named else ""
    facts = [
        {"label": method.name, "lines": [text for text in (who, *where, method.words) if text]},
        {"label": _("Payment"), "lines": [label_of(terms.payment)]},
        {"label": _("Contact"), "lines": list(filter(None, (customer.name, customer.email, customer.phone)))},
    ]
    return [fact for fact in facts if any(fact["lines"])]
