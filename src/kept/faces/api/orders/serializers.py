"""How an order is shown: plain values built from rows that were read in a fixed number of statements.

The shape follows the Universal Commerce Protocol's order where it has a word: `line_items` with
`quantity.original/total/fulfilled`, `fulfillment.expectations` (the promise), append-only
`fulfillment.events`, `totals` by type, integer minor units. What Kept adds stands beside
it under Kept's own words.
"""

from collections.abc import Mapping

from django.conf import settings

from kept.faces.api.addresses import POSTAL
from kept.faces.api.values import Plain, stamp
from kept.journal.models import Entry
from kept.journal.reading import event_of
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.quote import PricedOrder
from kept.orders.agreement.terms import Fulfilment, Terms, TermsLine
from kept.orders.events import OrderAdvanced, OrderCancelled, OrderSteppedBack
from kept.orders.lifecycle import waits_for_acceptance
from kept.orders.models import Confirmation, Line, Order
from kept.orders.queries import token_of
from kept.payments.methods import method_of
from kept.payments.models import Account
from kept.payments.steps import state_of
from kept.promises.fulfilment import policy_of
from kept.stores.models import Store

# A line's pieces as the rows know them: first agreed, and handed over.
Pieces = Mapping[str, tuple[int, int]]


# What the journal says about the work, as the fulfilment events of the protocol.
EVENT_TYPES = {
    "preparing": "processing",
    "ready": "ready_for_pickup",
    "shipped": "shipped",
    "done": "delivered",
}


def permalink(token: str) -> str:
    """The buyer's order page."""
    return f"{settings.ENVIRONMENT.public_url}/o/{token}/"


def placed(made: Placed, *, money: bool) -> Plain:
    """A fresh order, from what placing it gave back: no statement more. `money`: whether what came in is shown."""
    total, received = made.terms.amounts.total, received_with(made)
    payment = _payment(made.terms.payment, state_of(total, received), total, received, shown=money)
    return {**_order(made.order, made.terms, made.digest, payment, {}, [], made.token), "open_findings": 0}


def received_with(made: Placed) -> int:
    """What came in as the order was placed."""
    return method_of(made.terms.payment).received_with_order(made.terms.amounts.total)


def order_in_full(order: Order, account: Account, *, money: bool, findings: int) -> Plain:
    """An order as it stands, in three statements however many lines it has. `money`: whether what came in is shown;
    `findings`: how many are open.
    """
    newest = Confirmation.objects.get(order=order, version=order.version)
    pieces = {
        line.key: (line.original, line.fulfilled)
        for line in Line.objects.filter(order=order).only("key", "original", "fulfilled")
    }
    steps = Entry.objects.of(OrderAdvanced, OrderSteppedBack, OrderCancelled).filter(order_id=order.pk)
    payment = _payment(account.method, account.state, account.agreed, account.received, shown=money)
    terms = Terms.from_json(newest.terms)
    shown = _order(
        order,
        terms,
        newest.digest,
        payment,
        pieces,
        [_step(entry) for entry in steps.order_by("id")],
        token_of(order),
    )
    return {**shown, "open_findings": findings}


def quoted(made: PricedOrder, store: Store) -> Plain:
    """What an order would be."""
    return {
        "currency": store.currency,
        "line_items": [line_item(line) for line in made.lines],
        "expectation": expectation(made),
        "totals": totals(made),
        "needs_review": made.needs_review,
        "pay_by": list(made.method.pay_by),
    }


def short(order: Order) -> Plain:
    """An order in a list, from its row alone."""
    return {
        "id": str(order.number),
        "number": order.number,
        "revision": order.revision,
        "status": order.status,
        "version": order.version,
        "confirmed_version": order.confirmed_version,
        "acknowledged_version": order.acknowledged_version,
        "accepted_version": order.accepted_version,
        "needs_acceptance": waits_for_acceptance(order),
        "channel": order.channel,
        "currency": order.currency,
        "total": order.total,
        "pieces": order.pieces,
        "summary": order.summary,
        "buyer": {
            "id": order.customer_id,
            "name": order.customer_name,
            "email": order.email,
            "phone_number": order.phone,
        },
        "promised_from": stamp(order.promised_from),
        "promised_until": stamp(order.promised_until),
        "placed_at": stamp(order.placed_at),
        "changed_at": stamp(order.changed_at),
    }


def _order(
    order: Order, terms: Terms, digest: str, payment: Plain, pieces: Pieces, steps: list[Plain], token: str
) -> Plain:
    return {
        "id": str(order.number),
        "number": order.number,
        "revision": order.revision,
        "status": order.status,
        "why": order.why,
        "review_reasons": order.review_reasons,
        "version": order.version,
        "confirmed_version": order.confirmed_version,
        "acknowledged_version": order.acknowledged_version,
        "accepted_version": order.accepted_version,
        "needs_acceptance": waits_for_acceptance(order),
        "digest": digest,
        "channel": order.channel,
        "language": order.language,
        "currency": order.currency,
        "permalink_url": permalink(token) if token else None,
        "buyer": {
            "id": order.customer_id,
            "name": terms.customer.name,
            "email": terms.customer.email,
            "phone_number": terms.customer.phone,
            "customer_order_no": order.customer_order_no or None,
        },
        "line_items": [line_item(line, pieces.get(line.key)) for line in terms.lines],
        "fulfillment": {"expectations": [expectation(terms)], "events": steps},
        "totals": totals(terms),
        "payment": payment,
        "note": terms.note,
        "placed_at": stamp(order.placed_at),
        "status_at": stamp(order.status_at),
        "changed_at": stamp(order.changed_at),
    }


def line_item(line: TermsLine, pieces: tuple[int, int] | None = None) -> Plain:
    """One agreed line. `pieces`: how many were first agreed, how many handed over; None for a fresh line."""
    original, fulfilled = pieces or (line.quantity, 0)
    return {
        "id": line.key,
        "item": {
            "id": str(line.variant) if line.variant is not None else None,
            "title": line.title,
            "price": line.unit_price,
        },
        "sku": line.sku,
        "variant_title": line.variant_title,
        "kind": line.kind,
        "quantity": {"original": original, "total": line.quantity, "fulfilled": fulfilled},
        "status": _line_status(line.quantity, fulfilled),
        "options": [
            {"id": option.id, "name": option.name, "value": option.value, "price": option.price}
            for option in line.options
        ],
        "note_label": line.note_label,
        "note": line.note,
        "tax_rate": line.tax_rate,
        "totals": [{"type": "total", "amount": line.total}],
    }


def expectation(terms: Terms | PricedOrder) -> Plain:
    """The promise, as the protocol's expectation: what reaches the buyer, how, where and when."""
    agreed, promise = terms.fulfilment, terms.promise
    return {
        "id": "1",
        "line_items": [{"id": line.key, "quantity": line.quantity} for line in terms.lines],
        "method_type": policy_of(agreed.kind).protocol_name,
        "method": agreed.method,
        "title": agreed.name,
        "description": agreed.words,
        "destination": destination(agreed),
        "recipient": agreed.recipient,
        "instructions": agreed.instructions,
        "earliest": promise.earliest if promise else None,
        "latest": promise.latest if promise else None,
        "wished": bool(promise and promise.wished),
    }


def destination(agreed: Fulfilment) -> dict[str, str] | None:
    """The address in the protocol's words; None where nothing is brought anywhere."""
    if not agreed.address:
        return None
    return {name: agreed.address[kept] for name, kept in POSTAL.items() if kept in agreed.address}


def totals(terms: Terms | PricedOrder) -> list[Plain]:
    """The sums by type. `tax` is inside the others when `included`."""
    amounts = terms.amounts
    return [
        {"type": "subtotal", "amount": amounts.items},
        {"type": "fulfillment", "amount": amounts.fulfilment},
        {"type": "tax", "amount": amounts.tax, "included": amounts.tax_included},
        {"type": "total", "amount": amounts.total},
    ]


def _step(entry: Entry) -> Plain:
    match event_of(entry):
        case OrderAdvanced(after=status, tracking_number=tracking_number):
            kind = EVENT_TYPES[status]
        case OrderSteppedBack(after=status):
            kind, tracking_number = "corrected", ""
        case _:
            kind, status, tracking_number = "canceled", "cancelled", ""
    return {
        "id": str(entry.pk),
        "occurred_at": stamp(entry.at),
        "type": kind,
        "status": status,
        "tracking_number": tracking_number,
    }


def _payment(method: str, state: str, agreed: int, received: int, *, shown: bool) -> Plain:
    return {
        "method": method,
        "state": str(state) if shown else None,
        "agreed": agreed,
        "received": received if shown else None,
        "balance": agreed - received if shown else None,
    }


def _line_status(wanted: int, fulfilled: int) -> str:
    if fulfilled >= wanted > 0:
        return "fulfilled"
    return "partial" if fulfilled else "processing"
