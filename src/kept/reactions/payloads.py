"""The payload of each event for programs: in webhooks and in an order's timeline.

These names are a promise to other people's programs. A field that is renamed in its class keeps its name here; what is
added to a class is told to nobody until it is added here, too.
"""

from kept.catalog.events import (
    OptionsSet,
    PhotoSet,
    ProductBroughtBack,
    ProductChanged,
    ProductCreated,
    ProductRetired,
    VariantAdded,
    VariantChanged,
    VariantRetired,
)
from kept.customers.events import ConsentRecorded, CustomerChanged, CustomersMerged, CustomersSplit
from kept.findings.events import (
    FindingAccepted,
    FindingAssigned,
    FindingOpened,
    FindingReopened,
    FindingSettled,
    FindingsReleased,
)
from kept.messages.events import (
    MessageBounced,
    MessageComplained,
    MessageDelivered,
    MessageFailed,
    MessageFailureResolved,
    MessageTriedAgain,
)
from kept.orders.events import (
    CustomerDoubted,
    CustomerProven,
    LinkReplaced,
    OrderAcknowledged,
    OrderAdvanced,
    OrderCancelled,
    OrderChanged,
    OrderConfirmed,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrderReviewOverdue,
    OrderSteppedBack,
    OrderVersionAccepted,
    RequestAnswered,
    RequestMade,
)
from kept.payments.events import PaymentRecorded
from kept.stock.events import StockCounted, StockReceived, StockWrittenOff
from kept.webhooks.payloads import Payloads, payload

PAYLOADS: Payloads = dict(
    (
        payload(
            OrderPlaced,
            lambda event: {
                "number": event.number,
                "channel": event.channel,
                "total": event.total,
                "currency": event.currency,
                "review_reasons": event.review_reasons,
                "customer_proven": event.customer_proven,
            },
        ),
        payload(
            CustomerProven,
            lambda event: {
                "number": event.number,
                "by": event.by,
                "customer_order_no": event.customer_order_no,
            },
        ),
        payload(CustomerDoubted, lambda event: {"number": event.number}),
        payload(
            OrderReviewOverdue,
            lambda event: {
                "number": event.number,
                "reminder": event.reminder,
                "waited_minutes": event.waited_minutes,
                "last": event.last,
            },
        ),
        payload(
            OrderConfirmed,
            lambda event: {
                "number": event.number,
                "version": event.version,
                "digest": event.digest,
                "by_hand": event.by_hand,
                "note": event.note,
            },
        ),
        payload(
            OrderAcknowledged,
            lambda event: {"number": event.number, "version": event.version, "channel": event.channel},
        ),
        payload(
            OrderChanged,
            lambda event: {
                "number": event.number,
                "version": event.version,
                "digest": event.digest,
                "changes": event.changes,
                "total_before": event.total_before,
                "total_after": event.total_after,
                "received": event.received,
                "balance": event.balance,
                "reason": event.reason,
            },
        ),
        payload(
            OrderVersionAccepted,
            lambda event: {"number": event.number, "version": event.version, "before": event.before},
        ),
        payload(
            RequestMade,
            lambda event: {
                "number": event.number,
                "request_id": event.request_id,
                "kind": event.kind,
                "channel": event.channel,
            },
        ),
        payload(
            RequestAnswered,
            lambda event: {
                "number": event.number,
                "request_id": event.request_id,
                "answer": event.answer,
                "by_change": event.by_change,
            },
        ),
        payload(
            OrderAdvanced,
            lambda event: {
                "number": event.number,
                "before": event.before,
                "after": event.after,
                "tracking_number": event.tracking_number,
            },
        ),
        payload(
            OrderSteppedBack,
            lambda event: {"number": event.number, "before": event.before, "after": event.after},
        ),
        payload(OrderHeld, lambda event: {"number": event.number, "before": event.before, "why": event.why}),
        payload(OrderResumed, lambda event: {"number": event.number, "after": event.after}),
        payload(
            OrderCancelled, lambda event: {"number": event.number, "before": event.before, "why": event.why}
        ),
        payload(LinkReplaced, lambda event: {"number": event.number}),
        payload(
            MessageFailed,
            lambda event: {
                "message_id": event.message_id,
                "kind": event.kind,
                "to": event.to,
                "tries": event.tries,
            },
        ),
        payload(MessageTriedAgain, lambda event: {"message_id": event.message_id, "kind": event.kind}),
        payload(
            MessageDelivered,
            lambda event: {"message_id": event.message_id, "kind": event.kind, "to": event.to},
        ),
        payload(
            MessageBounced,
            lambda event: {"message_id": event.message_id, "kind": event.kind, "to": event.to},
        ),
        payload(
            MessageComplained,
            lambda event: {"message_id": event.message_id, "kind": event.kind, "to": event.to},
        ),
        payload(
            MessageFailureResolved,
            lambda event: {
                "message_id": event.message_id,
                "kind": event.kind,
                "to": event.to,
                "how": event.how,
            },
        ),
        payload(
            FindingOpened,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "subject_kind": event.subject_kind,
                "subject_id": event.subject_id,
                "previous": event.previous,
            },
        ),
        payload(
            FindingAssigned,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "staff_id": event.staff_id,
            },
        ),
        payload(
            FindingsReleased,
            lambda event: {"staff_id": event.staff_id, "finding_ids": event.finding_ids},
        ),
        payload(
            FindingAccepted,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "until": event.until,
                "reason": event.reason,
            },
        ),
        payload(
            FindingSettled,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "ending": event.ending,
                "reason": event.reason,
            },
        ),
        payload(
            FindingReopened,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "before": event.before,
            },
        ),
        payload(
            PaymentRecorded,
            lambda event: {
                "amount": event.amount,
                "currency": event.currency,
                "method": event.method,
                "received": event.received,
                "state": event.state,
                "note": event.note,
            },
        ),
        payload(ProductCreated, lambda event: {"product_id": event.product_id, "title": event.title}),
        payload(
            ProductChanged,
            lambda event: {"product_id": event.product_id, "title": event.title, "changed": event.changed},
        ),
        payload(ProductRetired, lambda event: {"product_id": event.product_id}),
        payload(ProductBroughtBack, lambda event: {"product_id": event.product_id}),
        payload(
            VariantAdded,
            lambda event: {
                "product_id": event.product_id,
                "variant_id": event.variant_id,
                "sku": event.sku,
                "price": event.price,
            },
        ),
        payload(
            VariantChanged,
            lambda event: {
                "product_id": event.product_id,
                "variant_id": event.variant_id,
                "changed": event.changed,
                "price_before": event.price_before,
                "price_after": event.price_after,
            },
        ),
        payload(
            VariantRetired, lambda event: {"product_id": event.product_id, "variant_id": event.variant_id}
        ),
        payload(OptionsSet, lambda event: {"product_id": event.product_id, "questions": event.questions}),
        payload(PhotoSet, lambda event: {"product_id": event.product_id, "photo": event.photo}),
        payload(
            StockReceived,
            lambda event: {
                "variant_id": event.variant_id,
                "pieces": event.pieces,
                "after": event.after,
                "cause": event.cause,
            },
        ),
        payload(
            StockCounted,
            lambda event: {
                "variant_id": event.variant_id,
                "before": event.before,
                "after": event.after,
                "cause": event.cause,
            },
        ),
        payload(
            StockWrittenOff,
            lambda event: {
                "variant_id": event.variant_id,
                "pieces": event.pieces,
                "after": event.after,
                "cause": event.cause,
            },
        ),
        payload(CustomerChanged, lambda event: {"changed": event.changed}),
        payload(CustomersMerged, lambda event: {"merged_id": event.merged_id}),
        payload(CustomersSplit, lambda event: {"restored_id": event.restored_id}),
        payload(
            ConsentRecorded,
            lambda event: {"purpose": event.purpose, "granted": event.granted, "source": event.source},
        ),
    )
)
