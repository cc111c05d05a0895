"""Confirm by hand: the dialog with what would be promised, and how its answer is read (A7, C5).

The note to the customer survives a refusal: the dialog shows it again.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import QueryDict

from kept.faces.desk.parsing import parse_moment
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.ui.agreement import promised_when
from kept.faces.ui.texts import refusal_text
from kept.kit.refusals import Refusal
from kept.orders.agreement.feasibility import lies_ahead
from kept.orders.agreement.preview import preview_confirmation
from kept.orders.agreement.terms import Terms
from kept.orders.models import Order
from kept.orders.queries import terms_of

# The choice to stand by the agreed promise, although it leaves too little time.
AS_AGREED = "agreed"
# The session's key for a note that has not been sent: the order's number and the text.
_UNSENT = "note_not_sent"


def confirmation_context(desk: Desk, order: Order, terms: Terms, now: datetime) -> dict[str, Any]:
    """Return what the dialog says about the promise: the agreed one, and the one that could be kept now."""
    context: dict[str, Any] = {"promised_so_far": promised_when(terms, now)}
    try:
        plan = preview_confirmation(actor=desk.actor, number=order.number, now=now)
    except Refusal as refusal:
        return {**context, "no_promise": refusal_text(refusal)}
    context["confirm_fingerprint"] = plan.fingerprint
    if plan.changes_anything and terms.promise:
        context["promised_anew"] = promised_when(replace(terms, promise=plan.terms.promise), now)
        context["may_stand_by_it"] = lies_ahead(terms.promise, terms.fulfilment.kind, now)
        context["must_promise_anew"] = not context["may_stand_by_it"]
    return context


def read_promise(desk: Desk, order: Order, data: QueryDict) -> dict[str, Any]:
    """Return `promised` and `expected` as `confirm_order` takes them: a chosen time, or what the dialog showed."""
    moment = parse_moment(data.get("wished", ""), desk.store.timezone)
    agreed = terms_of(order).promise
    if moment is None and data.get("promise") == AS_AGREED and agreed:
        moment = datetime.fromisoformat(agreed.earliest)
    return {"promised": moment, "expected": "" if moment else data.get("fingerprint", "")[:64]}


def keep_note(request: DeskRequest, number: int, note: str) -> None:
    """Keep the note until it is sent."""
    request.session[_UNSENT] = [number, note]


def forget_note(request: DeskRequest) -> None:
    """Drop the note, which is sent."""
    request.session.pop(_UNSENT, None)


def unsent_note(request: DeskRequest, number: int) -> str:
    """Return the note to this customer that was not sent, or ""."""
    order_number, note = request.session.get(_UNSENT, (None, ""))
    return str(note) if order_number == number else ""
