"""How previews, versions, events, requests and messages are shown: plain values, each from its own row."""

import json

from kept.faces.api.orders.serializers import line_item, totals
from kept.faces.api.values import Plain, stamp
from kept.journal.models import Entry
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import Rendered
from kept.orders.agreement.preview import Preview
from kept.orders.agreement.terms import Promise
from kept.orders.models import Confirmation, Request
from kept.webhooks.payloads import payload_of


def preview(made: Preview, letter: Rendered | None, asked: Plain, *, money: bool, texts: bool) -> Plain:
    """The effects of a change; `letter` is what the buyer would get, `asked` what was sent.

    `money`: whether what came in is shown; `texts`: whether what the letter says is.
    """
    plan, order = made.plan, made.order
    effect = plan.money
    return {
        "seen_version": order.version,
        "version": plan.version,
        "fingerprint": plan.fingerprint,
        "changes_anything": plan.changes_anything,
        "changes": plan.changes(),
        "line_items": [line_item(line) for line in plan.terms.lines],
        "totals": totals(plan.terms),
        "promise": {"before": _promise(plan.promised), "after": _promise(plan.terms.promise)},
        "money": {
            "total_before": effect.total_before,
            "total_after": effect.total_after,
            "received": effect.received if money else None,
            "balance": effect.balance if money else None,
            "state": str(effect.state) if money else None,
        },
        "stock": [{"variant": variant, "pieces": pieces} for variant, pieces in plan.stock.items()],
        "short": [{"variant": variant, "missing": pieces} for variant, pieces in made.short.items()],
        "message": {
            "kind": MessageKind.CONFIRMATION.value,
            "address": plan.terms.customer.email,
            "subject": letter.subject if texts else None,
            "text": letter.text if texts else None,
        }
        if letter
        else None,
        "new_link": plan.new_link,
        "begun": plan.begun,
        "begun_by": [
            {"kind": one.kind, "name": one.name, "since": stamp(one.since)} for one in made.begun_by
        ],
        "needs_acceptance": made.waits,
        "back_to": plan.back_to,
        "commit": {**asked, "seen_version": order.version, "fingerprint": plan.fingerprint},
    }


def _promise(made: Promise | None) -> Plain | None:
    return {"earliest": made.earliest, "latest": made.latest, "wished": made.wished} if made else None


def version(row: Confirmation) -> Plain:
    """A version without its terms."""
    return {
        "version": row.version,
        "digest": row.digest,
        "reason": row.reason,
        "channel": row.channel,
        "agreed_by": row.actor_name,
        "at": stamp(row.at),
    }


def version_with_terms(row: Confirmation) -> Plain:
    """A version with the terms that its digest is of."""
    return {**version(row), "terms": json.loads(row.terms)}


# What other events than those of payments say of it.
_MONEY_FACTS = frozenset({"received", "balance"})


def event(entry: Entry, *, money: bool) -> Plain:
    """A line of the journal. `money`: whether what came in is shown."""
    data = payload_of(entry)
    return {
        "id": str(entry.pk),
        "type": entry.name,
        "at": stamp(entry.at),
        "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
        "data": data if money else {**data, **dict.fromkeys(_MONEY_FACTS & data.keys())},
    }


def request(row: Request) -> Plain:
    """What the buyer asked, and the answer."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "text": row.text,
        "channel": row.channel,
        "asked_by": row.asked_by,
        "asked_at": stamp(row.asked_at),
        "answer": row.answer,
        "answer_text": row.answer_text,
        "answered_by": row.answered_by,
        "answered_at": stamp(row.answered_at),
    }


def message(row: Message, *, text: bool) -> Plain:
    """A message as sent. `text`: whether what it says is shown."""
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
        "queued_at": stamp(row.queued_at),
        "handed_over_at": stamp(row.handed_over_at),
        "reported_at": stamp(row.reported_at),
        "report": row.report if text else None,
    }
