"""Confirming by hand: what would be promised, shown before the button, and how it is read again (A7, C5).

What somebody wrote to the customer outlives a refusal: it stands in the question again.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import QueryDict

from kept.faces.desk.parsing import moment_typed
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.ui.agreement import promised_when
from kept.faces.ui.texts import refusal_text
from kept.kit.refusals import Refusal
from kept.orders.agreement.feasibility import lies_ahead
from kept.orders.agreement.preview import preview_confirmation
from kept.orders.agreement.terms import Terms
from kept.orders.models import Order
from kept.orders.queries import terms_of

# What somebody chooses where the promise leaves too little time: to stand by it all the same, on their own word.
AS_AGREED = "agreed"
# Where the session keeps a note that has not gone out: of which order, and what it says.
_UNSENT = "note_not_sent"


def to_confirm(desk: Desk, found: Order, terms: Terms, now: datetime) -> dict[str, Any]:
    """What the dialog says about the promise: as it stands, and what the schedule makes of it now."""
    said: dict[str, Any] = {"promised_so_far": promised_when(terms, now)}
    try:
        plan = preview_confirmation(actor=desk.actor, number=found.number, now=now)
    except Refusal as refusal:
        return {**said, "no_promise": refusal_text(refusal)}
    said["confirm_fingerprint"] = plan.fingerprint
    if plan.changes_anything and terms.promise:
        said["promised_anew"] = promised_when(replace(terms, promise=plan.terms.promise), now)
        said["may_stand_by_it"] = lies_ahead(terms.promise, terms.fulfilment.kind, now)
        said["must_promise_anew"] = not said["may_stand_by_it"]
    return said


def promise_named(desk: Desk, found: Order, typed: QueryDict) -> dict[str, Any]:
    """`promised` and `expected` as `confirm_order` takes them: a time that was named, or what was shown."""
    moment = moment_typed(typed.get("wished", ""), desk.store.timezone)
    agreed = terms_of(found).promise
    if moment is None and typed.get("promise") == AS_AGREED and agreed:
        moment = datetime.fromisoformat(agreed.earliest)
    return {"promised": moment, "expected": "" if moment else typed.get("fingerprint", "")[:64]}


def keep_note(request: DeskRequest, number: int, note: str) -> None:
    """Keep what was written until it has gone out."""
    request.session[_UNSENT] = [number, note]


def forget_note(request: DeskRequest) -> None:
    """It has."""
    request.session.pop(_UNSENT, None)


def unsent_note(request: DeskRequest, number: int) -> str:
    """What was written to this customer and did not go out, or ""."""
    about, note = request.session.get(_UNSENT, (None, ""))
    return str(note) if about == number else ""
