"""The page of one order: the agreement as the customer sees it, the timeline, what can be done (C1, A3, A5)."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.cards import REVIEW_WORDS, can_hold, step_word
from kept.faces.desk.finding_rows import decision_fields, finding_rows
from kept.faces.desk.notification_words import call_words
from kept.faces.desk.order.confirmation import confirmation_context, unsent_note
from kept.faces.desk.order.sidebar import customer_context, ledger_context
from kept.faces.desk.order.timeline import TIMELINE_EVENTS, report_words, timeline_rows
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.ui.agreement import acknowledged_at, agreement_of, promised_when, time_label_of
from kept.faces.ui.promise_line import promise_line
from kept.faces.ui.templatetags.kept import display_name, span
from kept.faces.ui.texts import describe_changes, status_word
from kept.findings.queries import open_of_order
from kept.journal.models import Entry
from kept.journal.reading import event_of
from kept.messages.models import Message, MessageKind
from kept.orders.agreement.differences import differences
from kept.orders.agreement.terms import Terms
from kept.orders.deadlines import deadline
from kept.orders.events import (
    OrderAdvanced,
    OrderCancelled,
    OrderConfirmed,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrderSteppedBack,
)
from kept.orders.lifecycle import (
    CAN_BE_CANCELLED,
    can_be_changed,
    can_be_confirmed,
    is_cancelled,
    is_on_hold,
    is_open,
    steps_back_from,
    steps_from,
    waits_for_acceptance,
)
from kept.orders.models import Confirmation, Order, Request, Status
from kept.orders.notifications import STATUS_MESSAGES, is_notified
from kept.orders.queries import order_for, token_of, versions_of
from kept.payments.models import Account
from kept.stores.roles import May

# The events that move an order from one status to another.
MOVES = (
    OrderPlaced, OrderConfirmed, OrderAdvanced, OrderSteppedBack, OrderHeld, OrderResumed, OrderCancelled,
)  # fmt: skip


def order_page(request: DeskRequest, number: int) -> HttpResponse:
    """The page of one order."""
    order = order_for(request.desk.actor, number)
    context = order_context(request.desk, order, timezone.now())
    return render(request, "desk/order/order.html", {**context, "unsent_note": unsent_note(request, number)})


def version_page(request: DeskRequest, number: int, version: int) -> HttpResponse:
    """Show one version as it was agreed, for reading and printing."""
    order = order_for(request.desk.actor, number)
    row = get_object_or_404(Confirmation, order=order, version=version)
    context = {
        "here": "orders",
        "order": order,
        "row": row,
        "agreement": desk_agreement(order, row),
    }
    return render(request, "desk/order/version.html", context)


def message_page(request: DeskRequest, number: int, message_id: int) -> HttpResponse:
    """Show the text of a message as it was sent."""
    order = order_for(request.desk.actor, number)
    message = get_object_or_404(Message, pk=message_id, order_id=order.pk, store_id=order.store_id)
    context = {"here": "orders", "order": order, "sent": message, "state": Message.State(message.state).label,
               "reported": report_words(message)}  # fmt: skip
    return render(request, "desk/order/message.html", context)


def order_context(desk: Desk, order: Order, now: datetime) -> dict[str, Any]:
    """Return the context of the page of an order."""
    versions = versions_of(order)
    entries = list(Entry.objects.of(*TIMELINE_EVENTS).filter(order_id=order.pk).order_by("id"))
    messages = list(Message.objects.filter(order_id=order.pk).order_by("id"))
    requests = list(order.requests.order_by("id"))
    account = Account.objects.get(order_id=order.pk)
    last_kind_sent = max(
        (one.handed_over_at for one in messages if one.handed_over_at and one.may_have_been_read),
        default=None,
    )
    terms = Terms.from_json(versions[-1].terms)
    permissions = _permissions(desk, order)
    version_rows = _version_rows(desk, order, versions, now)
    changes = {row["version"]: row["changes"] for row in version_rows}
    return {
        "here": "orders",
        "order": order,
        "terms": terms,
        "agreement": desk_agreement(order, versions[-1]),
        "status_word": status_word(desk.store, order.status, order.fulfilment_kind),
        "promise": {"steps": promise_line(order, terms, now)},
        "promise_title": promised_when(terms, now),
        "says": _status_sentences(order, last_kind_sent, now),
        "was_told_of_review": any(one.kind == MessageKind.UNDER_REVIEW for one in messages),
        "reasons": [str(REVIEW_WORDS.get(reason, reason)) for reason in order.review_reasons],
        "versions": version_rows,
        "news": _news_context(desk, order, versions, now),
        "entries": timeline_rows(
            desk, order, entries=entries, messages=messages, requests=requests, changes=changes
        ),
        "open_requests": [one for one in requests if one.answer == Request.Answer.OPEN],
        **_findings_context(desk, order, now),
        **permissions,
        **(confirmation_context(desk, order, terms, now) if permissions["can_confirm"] else {}),
        "undo": _undo_context(desk, order, entries, now),
        **ledger_context(desk, order, account),
        **customer_context(desk, order),
    }


def _findings_context(desk: Desk, order: Order, now: datetime) -> dict[str, Any]:
    """Return the open findings about this order, and what their forms begin with."""
    findings = open_of_order(desk.actor, order.pk, now)
    if not findings:
        return {}
    return {"findings": finding_rows(desk, findings, now), **decision_fields(desk, now)}


def desk_agreement(order: Order, row: Confirmation) -> dict[str, Any]:
    """Return one version of this order for kept/parts/agreement_sheet.html and for paper."""
    return agreement_of(
        Terms.from_json(row.terms),
        store=order.store,
        acknowledged_at=acknowledged_at(order, row.version),
        time_label=time_label_of(order, timezone.now()),
    )


def _status_sentences(order: Order, last_kind_sent: datetime | None, now: datetime) -> list[dict[str, str]]:
    """Say how long ago the customer heard, and what happens if nobody does anything."""
    sentences = []
    name = {"name": display_name(order.customer_name)}
    if not order.email and not order.phone:
        sentences.append(
            {"icon": "customers", "text": _("No contact details were given, so no messages are sent.")}
        )
    elif not order.email:
        sentences.append({"icon": "phone", "text": call_words(order)})
    elif last_kind_sent is None:
        sentences.append({"icon": "message", "text": _("%(name)s has not heard from you yet.") % name})
    else:
        ago = {"name": display_name(order.customer_name), "span": span(now - last_kind_sent)}
        sentences.append({"icon": "message", "text": _("%(name)s last heard from you %(span)s ago.") % ago})
    until = deadline(order)
    if until and is_open(order) and order.status != Status.READY and not is_on_hold(order):
        if until < now:
            text = (
                _("The promise was due %(span)s ago. Call or write before %(name)s does.")
                if order.email or order.phone
                else _("The promise was due %(span)s ago.")
            )
            sentences.append({"icon": "alert", "text": text % {"span": span(now - until), **name}})
        else:
            text = _(
                "Time left to keep the promise: %(span)s. If nobody does anything, it is late after that."
            )
            sentences.append({"icon": "clock", "text": text % {"span": span(until - now)}})
    return sentences


def _version_rows(desk: Desk, order: Order, rows: list[Confirmation], now: datetime) -> list[dict[str, Any]]:
    """Return the versions, newest first, each with what it changed."""
    terms = [Terms.from_json(row.terms) for row in rows]
    version_rows = []
    for index, row in enumerate(rows):
        kind = terms[index].fulfilment.kind
        changes = differences(terms[index - 1], terms[index]) if index else []
        version_rows.append(
            {
                "version": row.version,
                "at": row.at,
                "who": row.actor_name,
                "reason": row.reason,
                "digest": row.digest,
                "url": desk.url("version", order.number, row.version),
                "changes": describe_changes(
                    changes, currency=order.currency, store=desk.store, kind=kind, now=now
                ),
            }
        )  # fmt: skip
    return version_rows[::-1]


def _news_context(desk: Desk, order: Order, rows: list[Confirmation], now: datetime) -> dict[str, Any] | None:
    """Return what changed since the version that was last accepted; None if that is the newest (A5)."""
    if not waits_for_acceptance(order):
        return None
    newest = rows[-1]
    accepted_terms, newest_terms = (
        Terms.from_json(row.terms) for row in rows if row.version in (order.accepted_version, newest.version)
    )
    changes = describe_changes(
        differences(accepted_terms, newest_terms), currency=order.currency, store=desk.store,
        kind=order.fulfilment_kind, now=now,
    )  # fmt: skip
    return {"version": newest.version, "went_by": order.accepted_version, "changes": changes, "who": newest.actor_name,
            "at": newest.at, "reason": newest.reason}  # fmt: skip


def _undo_context(desk: Desk, order: Order, entries: list[Entry], now: datetime) -> dict[str, Any] | None:
    """Return where to post, and what, to take back the last step while its message is queued, and for how long.

    A cancellation is not undone: the page asked before it, and its message leaves at once.
    """
    left = order.status_at + timedelta(seconds=desk.store.burst_seconds) - now
    last = next((event for entry in reversed(entries) if isinstance(event := event_of(entry), MOVES)), None)
    if last is None or left <= timedelta(0) or not desk.actor.may(May.ADVANCE_ORDERS):
        return None
    seconds = math.ceil(left.total_seconds())
    if isinstance(last, OrderAdvanced) and last.before in steps_back_from(
        order.status, order.fulfilment_kind
    ):
        return {"url": desk.url("step_back", order.number), "to": last.before, "seconds": seconds}
    if isinstance(last, OrderHeld):
        return {"url": desk.url("resume", order.number), "to": "", "seconds": seconds}
    return None


def _permissions(desk: Desk, order: Order) -> dict[str, Any]:
    """Return what this person may do with the order as it stands."""
    status = Status(order.status)
    may = desk.actor.may
    waits = waits_for_acceptance(order)
    steps = steps_from(status, order.fulfilment_kind) if may(May.ADVANCE_ORDERS) and not waits else []
    back = steps_back_from(status, order.fulfilment_kind) if may(May.ADVANCE_ORDERS) else []
    choices = [
        {
            "to": step,
            "word": status_word(desk.store, step, order.fulfilment_kind),
            "told": is_notified(order, STATUS_MESSAGES[step]),
        }
        for step in steps
    ]
    is_acknowledged = order.acknowledged_version == order.version
    return {
        "step_words": choices,
        "told_steps": [one for one in choices if one["told"]],
        "quiet_steps": [one for one in choices if not one["told"]],
        "hold_told": is_notified(order, MessageKind.ON_HOLD),
        "sent_told": is_notified(order, MessageKind.SHIPPED),
        "call_words": call_words(order),
        "step_word": step_word(desk, steps[0], order.fulfilment_kind) if steps else "",
        "can_track": Status.SHIPPED in steps,
        "back_words": [{"to": step, "word": status_word(desk.store, step, order.fulfilment_kind)} for step in back],
        "can_hold": can_hold(order) and may(May.ADVANCE_ORDERS),
        "can_accept": waits and may(May.ADVANCE_ORDERS),
        "can_resume": is_on_hold(order) and may(May.ADVANCE_ORDERS),
        "can_cancel": status in CAN_BE_CANCELLED and may(May.CANCEL_ORDERS),
        "can_confirm": can_be_confirmed(order) and may(May.CONFIRM_ORDERS),
        "can_change": can_be_changed(order) and may(May.CHANGE_ORDERS),
        "can_answer": may(May.CHANGE_ORDERS),
        "can_contact": may(May.CHANGE_ORDERS) and not order.email and not is_cancelled(order),
        "can_acknowledge": may(May.CHANGE_ORDERS) and bool(order.confirmed_version) and not is_acknowledged
        and not is_cancelled(order),
        "customer_link": _customer_link(order) if may(May.CHANGE_ORDERS) else "",
    }  # fmt: skip


def _customer_link(order: Order) -> str:
    token = token_of(order)
    return f"/o/{token}/" if token else ""
