"""One order: the agreement as the customer sees it, the line of time, what can be done (C1, A3, A5)."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.faces.desk.cards import REVIEW_WORDS, can_hold, nth_word, step_word
from kept.faces.desk.finding_rows import decision_fields, finding_rows
from kept.faces.desk.notification_words import call_words
from kept.faces.desk.order.confirmation import to_confirm, unsent_note
from kept.faces.desk.order.sidebar import customer, ledgers
from kept.faces.desk.order.timeline import TELL, line_of_time, reported
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

# What moves an order from one status to another.
MOVES = (
    OrderPlaced, OrderConfirmed, OrderAdvanced, OrderSteppedBack, OrderHeld, OrderResumed, OrderCancelled,
)  # fmt: skip


def order(request: DeskRequest, number: int) -> HttpResponse:
    """The page of one order."""
    found = order_for(request.desk.actor, number)
    context = order_context(request.desk, found, timezone.now())
    return render(request, "desk/order/order.html", {**context, "unsent_note": unsent_note(request, number)})


def version(request: DeskRequest, number: int, version: int) -> HttpResponse:
    """One version as it was agreed, for reading and printing."""
    found = order_for(request.desk.actor, number)
    row = get_object_or_404(Confirmation, order=found, version=version)
    context = {
        "here": "orders",
        "order": found,
        "row": row,
        "agreement": agreement_at_desk(found, row),
    }
    return render(request, "desk/order/version.html", context)


def message(request: DeskRequest, number: int, message_id: int) -> HttpResponse:
    """A message as it was sent, in words."""
    found = order_for(request.desk.actor, number)
    sent = get_object_or_404(Message, pk=message_id, order_id=found.pk, store_id=found.store_id)
    context = {"here": "orders", "order": found, "sent": sent, "state": Message.State(sent.state).label,
               "reported": reported(sent)}  # fmt: skip
    return render(request, "desk/order/message.html", context)


def order_context(desk: Desk, found: Order, now: datetime) -> dict[str, Any]:
    """Everything that the page of an order shows."""
    versions = versions_of(found)
    happened = list(Entry.objects.of(*TELL).filter(order_id=found.pk).order_by("id"))
    written = list(Message.objects.filter(order_id=found.pk).order_by("id"))
    asked = list(found.requests.order_by("id"))
    account = Account.objects.get(order_id=found.pk)
    heard = max(
        (one.handed_over_at for one in written if one.handed_over_at and one.may_have_been_read), default=None
    )
    terms = Terms.from_json(versions[-1].terms)
    can = _can(desk, found)
    told = _versions(desk, found, versions, now)
    changes = {one["version"]: one["changes"] for one in told}
    return {
        "here": "orders",
        "order": found,
        "terms": terms,
        "agreement": agreement_at_desk(found, versions[-1]),
        "status_word": status_word(desk.store, found.status, found.fulfilment_kind),
        "nth": nth_word(found.customer_order_no),
        "promise": {"steps": promise_line(found, terms, now)},
        "promise_title": promised_when(terms, now),
        "says": _says(found, heard, now),
        "was_told_of_review": any(one.kind == MessageKind.UNDER_REVIEW for one in written),
        "reasons": [str(REVIEW_WORDS.get(reason, reason)) for reason in found.review_reasons],
        "versions": told,
        "news": _news(desk, found, versions, now),
        "entries": line_of_time(
            desk, found, happened=happened, written=written, asked=asked, changes=changes
        ),
        "open_requests": [one for one in asked if one.answer == Request.Answer.OPEN],
        **_findings(desk, found, now),
        **can,
        **(to_confirm(desk, found, terms, now) if can["can_confirm"] else {}),
        "undo": _undo(desk, found, happened, now),
        **ledgers(desk, found, account),
        **customer(desk, found),
    }


def _findings(desk: Desk, found: Order, now: datetime) -> dict[str, Any]:
    """What waits for a person about this order, and what its forms begin with."""
    waiting = open_of_order(desk.actor, found.pk, now)
    if not waiting:
        return {}
    return {"findings": finding_rows(desk, waiting, now), **decision_fields(desk, now)}


def agreement_at_desk(found: Order, row: Confirmation) -> dict[str, Any]:
    """One version of this order, for kept/parts/agreement_sheet.html and for paper."""
    return agreement_of(
        Terms.from_json(row.terms),
        store=found.store,
        acknowledged_at=acknowledged_at(found, row.version),
        time_label=time_label_of(found, timezone.now()),
    )


def _says(found: Order, heard: datetime | None, now: datetime) -> list[dict[str, str]]:
    """How long since the customer heard, and what happens if nobody does anything."""
    says = []
    name = {"name": display_name(found.customer_name)}
    if not found.email and not found.phone:
        says.append(
            {"icon": "customers", "text": _("No contact details were given, so no messages are sent.")}
        )
    elif not found.email:
        says.append({"icon": "phone", "text": call_words(found)})
    elif heard is None:
        says.append({"icon": "message", "text": _("%(name)s has not heard from you yet.") % name})
    else:
        ago = {"name": display_name(found.customer_name), "span": span(now - heard)}
        says.append({"icon": "message", "text": _("%(name)s last heard from you %(span)s ago.") % ago})
    until = deadline(found)
    if until and is_open(found) and found.status != Status.READY and not is_on_hold(found):
        if until < now:
            text = (
                _("The promise was due %(span)s ago. Call or write before %(name)s does.")
                if found.email or found.phone
                else _("The promise was due %(span)s ago.")
            )
            says.append({"icon": "alert", "text": text % {"span": span(now - until), **name}})
        else:
            text = _(
                "Time left to keep the promise: %(span)s. If nobody does anything, it is late after that."
            )
            says.append({"icon": "clock", "text": text % {"span": span(until - now)}})
    return says


def _versions(desk: Desk, found: Order, rows: list[Confirmation], now: datetime) -> list[dict[str, Any]]:
    """Newest first, each with what it changed."""
    terms = [Terms.from_json(row.terms) for row in rows]
    told = []
    for place, row in enumerate(rows):
        kind = terms[place].fulfilment.kind
        changes = differences(terms[place - 1], terms[place]) if place else []
        told.append(
            {
                "version": row.version,
                "at": row.at,
                "who": row.actor_name,
                "reason": row.reason,
                "digest": row.digest,
                "url": desk.url("version", found.number, row.version),
                "changes": describe_changes(
                    changes, currency=found.currency, store=desk.store, kind=kind, now=now
                ),
            }
        )  # fmt: skip
    return told[::-1]


def _news(desk: Desk, found: Order, rows: list[Confirmation], now: datetime) -> dict[str, Any] | None:
    """What is different from the version that the work goes by, while nobody has accepted the newest (A5)."""
    if not waits_for_acceptance(found):
        return None
    newest = rows[-1]
    went_by, holds = (
        Terms.from_json(row.terms) for row in rows if row.version in (found.accepted_version, newest.version)
    )
    changes = describe_changes(
        differences(went_by, holds), currency=found.currency, store=desk.store,
        kind=found.fulfilment_kind, now=now,
    )  # fmt: skip
    return {"version": newest.version, "went_by": found.accepted_version, "changes": changes, "who": newest.actor_name,
            "at": newest.at, "reason": newest.reason}  # fmt: skip


def _undo(desk: Desk, found: Order, happened: list[Entry], now: datetime) -> dict[str, Any] | None:
    """What takes back the last step while its message still waits: where to post, what, and for how long.

    A cancellation is not undone: it was asked about before, and its message leaves at once.
    """
    left = found.status_at + timedelta(seconds=desk.store.burst_seconds) - now
    last = next((event for entry in reversed(happened) if isinstance(event := event_of(entry), MOVES)), None)
    if last is None or left <= timedelta(0) or not desk.actor.may(May.ADVANCE_ORDERS):
        return None
    seconds = math.ceil(left.total_seconds())
    if isinstance(last, OrderAdvanced) and last.before in steps_back_from(
        found.status, found.fulfilment_kind
    ):
        return {"url": desk.url("step_back", found.number), "to": last.before, "seconds": seconds}
    if isinstance(last, OrderHeld):
        return {"url": desk.url("resume", found.number), "to": "", "seconds": seconds}
    return None


def _can(desk: Desk, found: Order) -> dict[str, Any]:
    """What this person may do with the order as it stands."""
    status = Status(found.status)
    may = desk.actor.may
    waits = waits_for_acceptance(found)
    steps = steps_from(status, found.fulfilment_kind) if may(May.ADVANCE_ORDERS) and not waits else []
    back = steps_back_from(status, found.fulfilment_kind) if may(May.ADVANCE_ORDERS) else []
    choices = [
        {
            "to": step,
            "word": status_word(desk.store, step, found.fulfilment_kind),
            "told": is_notified(found, STATUS_MESSAGES[step]),
        }
        for step in steps
    ]
    agreed_right = found.acknowledged_version == found.version
    return {
        "step_words": choices,
        "told_steps": [one for one in choices if one["told"]],
        "quiet_steps": [one for one in choices if not one["told"]],
        "hold_told": is_notified(found, MessageKind.ON_HOLD),
        "sent_told": is_notified(found, MessageKind.SHIPPED),
        "call_words": call_words(found),
        "step_word": step_word(desk, steps[0], found.fulfilment_kind) if steps else "",
        "can_track": Status.SHIPPED in steps,
        "back_words": [{"to": step, "word": status_word(desk.store, step, found.fulfilment_kind)} for step in back],
        "can_hold": can_hold(found) and may(May.ADVANCE_ORDERS),
        "can_accept": waits and may(May.ADVANCE_ORDERS),
        "can_resume": is_on_hold(found) and may(May.ADVANCE_ORDERS),
        "can_cancel": status in CAN_BE_CANCELLED and may(May.CANCEL_ORDERS),
        "can_confirm": can_be_confirmed(found) and may(May.CONFIRM_ORDERS),
        "can_change": can_be_changed(found) and may(May.CHANGE_ORDERS),
        "can_answer": may(May.CHANGE_ORDERS),
        "can_contact": may(May.CHANGE_ORDERS) and not found.email and not is_cancelled(found),
        "can_acknowledge": may(May.CHANGE_ORDERS) and bool(found.confirmed_version) and not agreed_right
        and not is_cancelled(found),
        "customer_link": _link(found) if may(May.CHANGE_ORDERS) else "",
    }  # fmt: skip


def _link(found: Order) -> str:
    token = token_of(found)
    return f"/o/{token}/" if token else ""
