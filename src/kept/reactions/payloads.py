"""What programs are told of each event, by webhook and in an order's line of time.

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
from kept.customers.events import ConsentRecorded, CustomerChanged, CustomersMerged
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
from kept.webhooks.payloads import Payloads, says

PAYLOADS: Payloads = dict(
    (
        says(
            OrderPlaced,
            lambda event: {
                "number": event.number,
                "channel": event.channel,
                "total": event.total,
                "currency": event.currency,
                "held": event.review_reasons,
            },
        ),
        says(
            OrderReviewOverdue,
            lambda event: {
                "number": event.number,
                "reminder": event.reminder,
                "waited_minutes": event.waited_minutes,
                "last": event.last,
            },
        ),
        says(
            OrderConfirmed,
            lambda event: {
                "number": event.number,
                "version": event.version,
                "digest": event.digest,
                "by_hand": event.by_hand,
                "note": event.note,
            },
        ),
        says(
            OrderAcknowledged,
            lambda event: {"number": event.number, "version": event.version, "channel": event.channel},
        ),
        says(
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
        says(
            OrderVersionAccepted,
            lambda event: {"number": event.number, "version": event.version, "before": event.before},
        ),
        says(
            RequestMade,
            lambda event: {
                "number": event.number,
                "request_id": event.request_id,
                "kind": event.kind,
                "channel": event.channel,
            },
        ),
        says(
            RequestAnswered,
            lambda event: {
                "number": event.number,
                "request_id": event.request_id,
                "answer": event.answer,
                "by_change": event.by_change,
            },
        ),
        says(
            OrderAdvanced,
            lambda event: {
                "number": event.number,
                "before": event.before,
                "after": event.after,
                "tracking_number": event.tracking_number,
            },
        ),
        says(
            OrderSteppedBack,
            lambda event: {"number": event.number, "before": event.before, "after": event.after},
        ),
        says(OrderHeld, lambda event: {"number": event.number, "before": event.before, "why": event.why}),
        says(OrderResumed, lambda event: {"number": event.number, "after": event.after}),
        says(
            OrderCancelled, lambda event: {"number": event.number, "before": event.before, "why": event.why}
        ),
        says(LinkReplaced, lambda event: {"number": event.number}),
        says(
            MessageFailed,
            lambda event: {
                "message_id": event.message_id,
                "kind": event.kind,
                "to": event.to,
                "tries": event.tries,
            },
        ),
        says(MessageTriedAgain, lambda event: {"message_id": event.message_id, "kind": event.kind}),
        says(
            MessageDelivered,
            lambda event: {"message_id": event.message_id, "kind": event.kind, "to": event.to},
        ),
        says(
            MessageBounced,
            lambda event: {"message_id": event.message_id, "kind": event.kind, "to": event.to},
        ),
        says(
            MessageComplained,
            lambda event: {"message_id": event.message_id, "kind": event.kind, "to": event.to},
        ),
        says(
            MessageFailureResolved,
            lambda event: {
                "message_id": event.message_id,
                "kind": event.kind,
                "to": event.to,
                "how": event.how,
            },
        ),
        says(
            FindingOpened,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "subject_kind": event.subject_kind,
                "subject_id": event.subject_id,
                "previous": event.previous,
            },
        ),
        says(
            FindingAssigned,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "staff_id": event.staff_id,
            },
        ),
        says(
            FindingsReleased,
            lambda event: {"staff_id": event.staff_id, "finding_ids": event.finding_ids},
        ),
        says(
            FindingAccepted,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "until": event.until,
                "reason": event.reason,
            },
        ),
        says(
            FindingSettled,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "ending": event.ending,
                "reason": event.reason,
            },
        ),
        says(
            FindingReopened,
            lambda event: {
                "finding_id": event.finding_id,
                "kind": event.kind,
                "before": event.before,
            },
        ),
        says(
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
        says(ProductCreated, lambda event: {"product_id": event.product_id, "title": event.title}),
        says(
            ProductChanged,
            lambda event: {"product_id": event.product_id, "title": event.title, "changed": event.changed},
        ),
        says(ProductRetired, lambda event: {"product_id": event.product_id}),
        says(ProductBroughtBack, lambda event: {"product_id": event.product_id}),
        says(
            VariantAdded,
            lambda event: {
                "product_id": event.product_id,
                "variant_id": event.variant_id,
                "sku": event.sku,
                "price": event.price,
            },
        ),
        says(
            VariantChanged,
            lambda event: {
                "product_id": event.product_id,
                "variant_id": event.variant_id,
                "changed": event.changed,
                "price_before": event.price_before,
                "price_after": event.price_after,
            },
        ),
        says(VariantRetired, lambda event: {"product_id": event.product_id, "variant_id": event.variant_id}),
        says(OptionsSet, lambda event: {"product_id": event.product_id, "questions": event.questions}),
        says(PhotoSet, lambda event: {"product_id": event.product_id, "photo": event.photo}),
        says(
            StockReceived,
            lambda event: {
                "variant_id": event.variant_id,
                "pieces": event.pieces,
                "after": event.after,
                "cause": event.cause,
            },
        ),
        says(
            StockCounted,
            lambda event: {
                "variant_id": event.variant_id,
                "before": event.before,
                "after": event.after,
                "cause": event.cause,
            },
        ),
        says(
            StockWrittenOff,
            lambda event: {
                "variant_id": event.variant_id,
                "pieces": event.pieces,
                "after": event.after,
                "cause": event.cause,
            },
        ),
        says(CustomerChanged, lambda event: {"changed": event.changed}),
        says(CustomersMerged, lambda event: {"merged_id": event.merged_id}),
        says(
            ConsentRecorded,
            lambda event: {"purpose": event.purpose, "granted": event.granted, "source": event.source},
        ),
    )
)
