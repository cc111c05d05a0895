"""The replies about what belongs to an order: change previews, versions, events, requests, messages."""

import json

from kept.faces.api.orders.related_outputs import (
    ChangePreviewOut,
    DifferenceOut,
    EventOut,
    MessageEffectOut,
    MessageOut,
    PromiseOut,
    RequestOut,
    VersionOut,
    VersionSummaryOut,
)
from kept.faces.api.orders.serializers import line_item_out, totals_out
from kept.faces.api.values import Json, timestamp
from kept.journal.models import Entry
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import Rendered
from kept.orders.agreement.differences import Difference
from kept.orders.agreement.preview import Preview
from kept.orders.agreement.terms import Promise
from kept.orders.models import Confirmation, Request
from kept.webhooks.payloads import payload_of


def change_preview_out(
    preview: Preview, message: Rendered | None, change: Json, *, money: bool, texts: bool
) -> ChangePreviewOut:
    """Return the effects of a change; `message` is what the buyer would get, `change` what was sent.

    `money`: whether it shows what came in; `texts`: whether it shows what the message says.
    """
    plan, order = preview.plan, preview.order
    effect = plan.money
    return {
        "seen_version": order.version,
        "version": plan.version,
        "fingerprint": plan.fingerprint,
        "changes_anything": plan.changes_anything,
        "changes": [difference_out(difference) for difference in plan.differences],
        "line_items": [line_item_out(line) for line in plan.terms.lines],
        "totals": totals_out(plan.terms),
        "promise": {"before": _promise_out(plan.promised), "after": _promise_out(plan.terms.promise)},
        "money": {
            "total_before": effect.total_before,
            "total_after": effect.total_after,
            "received": effect.received if money else None,
            "balance": effect.balance if money else None,
            "state": str(effect.state) if money else None,
        },
        "stock": [{"variant": variant, "quantity": pieces} for variant, pieces in plan.stock.items()],
        "shortages": [{"variant": variant, "missing": pieces} for variant, pieces in preview.short.items()],
        "message": _message_effect_out(message, plan.terms.customer.email, text=texts) if message else None,
        "new_link": plan.new_link,
        "work_started": plan.begun,
        "workers": [
            {"kind": worker.kind, "name": worker.name, "since": timestamp(worker.since)}
            for worker in preview.begun_by
        ],
        "needs_acceptance": preview.waits,
        "back_to": plan.back_to,
        "commit": {**change, "seen_version": order.version, "fingerprint": plan.fingerprint},
    }


def difference_out(difference: Difference) -> DifferenceOut:
    """Return a difference between two versions."""
    return {
        "kind": difference.kind,
        "name": difference.name,
        "before": difference.before,
        "after": difference.after,
    }


def _message_effect_out(message: Rendered, address: str, *, text: bool) -> MessageEffectOut:
    return {
        "kind": MessageKind.CONFIRMATION.value,
        "address": address,
        "subject": message.subject if text else None,
        "text": message.text if text else None,
    }


def _promise_out(promise: Promise | None) -> PromiseOut | None:
    if promise is None:
        return None
    return {"earliest": promise.earliest, "latest": promise.latest, "wished": promise.wished}


def version_summary_out(row: Confirmation) -> VersionSummaryOut:
    """Return a version without its terms."""
    return {
        "version": row.version,
        "digest": row.digest,
        "reason": row.reason,
        "channel": row.channel,
        "agreed_by": row.actor_name,
        "agreed_at": timestamp(row.at),
    }


def version_out(row: Confirmation) -> VersionOut:
    """Return a version with the terms that its digest is of."""
    return {**version_summary_out(row), "terms": json.loads(row.terms)}


# The facts about money of other events than those of payments.
_MONEY_FACTS = frozenset({"received", "balance"})


def event_out(entry: Entry, *, money: bool) -> EventOut:
    """Return a row of the journal. `money`: whether what came in is shown."""
    data = payload_of(entry)
    return {
        "id": str(entry.pk),
        "type": entry.name,
        "occurred_at": timestamp(entry.at),
        "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
        "data": data if money else {**data, **dict.fromkeys(_MONEY_FACTS & data.keys())},
    }


def request_out(row: Request) -> RequestOut:
    """Return a request of the buyer, and the answer."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "text": row.text,
        "channel": row.channel,
        "asked_by": row.asked_by,
        "asked_at": timestamp(row.asked_at),
        "answer": row.answer,
        "answer_text": row.answer_text,
        "answered_by": row.answered_by,
        "answered_at": timestamp(row.answered_at),
    }


def message_out(row: Message, *, text: bool) -> MessageOut:
    """Return a message as sent. `text`: whether it shows what the message says."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "to": row.to,
        "channel": row.channel,
        "address": row.address,
        "language": row.language,
        "version": row.version,
        "state": row.state,
        "subject": row.subject if text else None,
        "text": row.text if text else None,
        "queued_at": timestamp(row.queued_at),
        "handed_over_at": timestamp(row.handed_over_at),
        "reported_at": timestamp(row.reported_at),
        "report": row.report if text else None,
    }
