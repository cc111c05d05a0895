"""The replies about orders, made from rows that were read in a fixed number of statements.

The shape follows the Universal Commerce Protocol's order where it has a word: `line_items` with
`quantity.original/total/fulfilled`, `fulfillment.expectations` (the promise), append-only
`fulfillment.events`, `totals` by type, integer minor units. What Kept adds stands beside
it under Kept's own words.
"""

from collections.abc import Mapping

from django.conf import settings

from kept.faces.api.addresses import address_out
from kept.faces.api.orders.outputs import (
    CANCELED,
    CORRECTED,
    EVENT_TYPES,
    ExpectationOut,
    FulfillmentEventOut,
    LineItemOut,
    OrderOut,
    OrderSummaryOut,
    PaymentOut,
    QuoteOut,
    TotalOut,
)
from kept.faces.api.values import timestamp
from kept.journal.models import Entry
from kept.journal.reading import event_of
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.quote import PricedOrder
from kept.orders.agreement.terms import Terms, TermsLine
from kept.orders.events import OrderAdvanced, OrderCancelled, OrderSteppedBack
from kept.orders.lifecycle import waits_for_acceptance
from kept.orders.models import Confirmation, Line, Order, Status
from kept.orders.queries import token_of
from kept.payments.methods import method_of
from kept.payments.models import Account
from kept.payments.steps import state_of
from kept.promises.fulfilment import policy_of
from kept.stores.models import Store

# A line's key → its pieces: first agreed, and handed over.
Pieces = Mapping[str, tuple[int, int]]


def permalink(token: str) -> str:
    """Return the address of the buyer's order page."""
    return f"{settings.ENVIRONMENT.public_url}/o/{token}/"


def placed_order_out(placed: Placed, *, money: bool) -> OrderOut:
    """Return a fresh order, from what placing it gave back: no statement more. `money`: whether it shows payments."""
    total, received = placed.terms.amounts.total, received_with(placed)
    payment = _payment_out(placed.terms.payment, state_of(total, received), total, received, visible=money)
    return _order_out(
        placed.order, placed.terms, placed.digest, payment, {}, [], placed.token, open_findings=0
    )


def received_with(placed: Placed) -> int:
    """Return what came in as the order was placed."""
    return method_of(placed.terms.payment).received_with_order(placed.terms.amounts.total)


def order_out(order: Order, account: Account, *, money: bool, open_findings: int) -> OrderOut:
    """Return an order as it stands, in three statements however many lines it has. `money`: whether it shows what
    came in.
    """
    newest = Confirmation.objects.get(order=order, version=order.version)
    pieces = {
        line.key: (line.original, line.fulfilled)
        for line in Line.objects.filter(order=order).only("key", "original", "fulfilled")
    }
    steps = Entry.objects.of(OrderAdvanced, OrderSteppedBack, OrderCancelled).filter(order_id=order.pk)
    return _order_out(
        order,
        Terms.from_json(newest.terms),
        newest.digest,
        _payment_out(account.method, account.state, account.agreed, account.received, visible=money),
        pieces,
        [_fulfillment_event_out(entry) for entry in steps.order_by("id")],
        token_of(order),
        open_findings=open_findings,
    )


def quote_out(quote: PricedOrder, store: Store) -> QuoteOut:
    """Return an order as it would be."""
    return {
        "currency": store.currency,
        "line_items": [line_item_out(line) for line in quote.lines],
        "expectation": expectation_out(quote),
        "totals": totals_out(quote),
        "needs_review": quote.needs_review,
        "payment_methods": list(quote.method.pay_by),
    }


def order_summary_out(order: Order) -> OrderSummaryOut:
    """Return an order as lists show it, from its row alone."""
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
            "customer_proven": order.customer_proven,
        },
        "promised_from": timestamp(order.promised_from),
        "promised_until": timestamp(order.promised_until),
        "placed_at": timestamp(order.placed_at),
        "updated_at": timestamp(order.changed_at),
    }


def _order_out(
    order: Order,
    terms: Terms,
    digest: str,
    payment: PaymentOut,
    pieces: Pieces,
    steps: list[FulfillmentEventOut],
    token: str,
    *,
    open_findings: int,
) -> OrderOut:
    return {
        "id": str(order.number),
        "number": order.number,
        "revision": order.revision,
        "status": order.status,
        "status_reason": order.why,
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
            "customer_order_no": (order.customer_order_no or None) if order.customer_proven else None,
            "customer_proven": order.customer_proven,
        },
        "line_items": [line_item_out(line, pieces.get(line.key)) for line in terms.lines],
        "fulfillment": {"expectations": [expectation_out(terms)], "events": steps},
        "totals": totals_out(terms),
        "payment": payment,
        "note": terms.note,
        "open_findings": open_findings,
        "placed_at": timestamp(order.placed_at),
        "status_at": timestamp(order.status_at),
        "updated_at": timestamp(order.changed_at),
    }


def line_item_out(line: TermsLine, pieces: tuple[int, int] | None = None) -> LineItemOut:
    """Return an agreed line. `pieces`: how many were first agreed, how many handed over; None for a fresh line."""
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


def expectation_out(terms: Terms | PricedOrder) -> ExpectationOut:
    """Return the promise, as the protocol's expectation: what reaches the buyer, how, where and when."""
    agreed, promise = terms.fulfilment, terms.promise
    return {
        "id": "1",
        "line_items": [{"id": line.key, "quantity": line.quantity} for line in terms.lines],
        "method_type": policy_of(agreed.kind).protocol_name,
        "method": agreed.method,
        "title": agreed.name,
        "description": agreed.words,
        "destination": address_out(agreed.address) or None,
        "recipient": agreed.recipient,
        "instructions": agreed.instructions,
        "earliest": promise.earliest if promise else None,
        "latest": promise.latest if promise else None,
        "wished": bool(promise and promise.wished),
    }


def totals_out(terms: Terms | PricedOrder) -> list[TotalOut]:
    """Return the sums by type. `tax` is inside the others when `included`."""
    amounts = terms.amounts
    return [
        {"type": "subtotal", "amount": amounts.items},
        {"type": "fulfillment", "amount": amounts.fulfilment},
        {"type": "tax", "amount": amounts.tax, "included": amounts.tax_included},
        {"type": "total", "amount": amounts.total},
    ]


def _fulfillment_event_out(entry: Entry) -> FulfillmentEventOut:
    match event_of(entry):
        case OrderAdvanced(after=status, tracking_number=tracking_number):
            kind = EVENT_TYPES[status]
        case OrderSteppedBack(after=status):
            kind, tracking_number = CORRECTED, ""
        case _:
            kind, status, tracking_number = CANCELED, Status.CANCELLED.value, ""
    return {
        "id": str(entry.pk),
        "occurred_at": timestamp(entry.at),
        "type": kind,
        "status": status,
        "tracking_number": tracking_number,
    }


def _payment_out(method: str, state: str, agreed: int, received: int, *, visible: bool) -> PaymentOut:
    return {
        "method": method,
        "state": str(state) if visible else None,
        "agreed": agreed,
        "received": received if visible else None,
        "balance": agreed - received if visible else None,
    }


def _line_status(quantity: int, fulfilled: int) -> str:
    if fulfilled >= quantity > 0:
        return "fulfilled"
    return "partial" if fulfilled else "processing"
