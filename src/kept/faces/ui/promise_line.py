"""The promise as a line of steps, for the desk and the customer's page: what is done, and what comes next."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kept.faces.ui.agreement import promised_when
from kept.faces.ui.texts import status_word, when_short
from kept.orders.agreement.terms import Terms
from kept.orders.deadlines import is_late
from kept.orders.lifecycle import is_cancelled, is_on_hold, work_status
from kept.orders.models import Order, Status
from kept.orders.queries import reached
from kept.promises.fulfilment import policy_of


def promise_line(order: Order, terms: Terms, now: datetime) -> list[dict[str, Any]]:
    """Return the steps for `kept/parts/promise_line.html`, those that are past with their dates; none if cancelled."""
    if is_cancelled(order):
        return []
    is_unconfirmed = not order.confirmed_version
    dates = reached(order)
    middle = policy_of(order.fulfilment_kind).middle_status
    statuses = [
        *([Status.PENDING] if is_unconfirmed else []), Status.RECEIVED, Status.PREPARING,
        *([Status(middle)] if middle else []), Status.DONE,
    ]  # fmt: skip
    current = work_status(order)
    at = statuses.index(current) if current in statuses else -1
    steps = []
    for position, status in enumerate(statuses):
        phase = (
            "past" if position < at or order.status == Status.DONE else "now" if position == at else "next"
        )
        agreed = status == Status.RECEIVED and not is_unconfirmed
        step: dict[str, Any] = {
            "at": "broken" if phase == "now" and is_late(order, now) else phase,
            "word": _("Agreed") if agreed else status_word(order.store, status, order.fulfilment_kind),
        }
        if phase != "next" and status in dates:
            step["when"] = dates[status]
        elif phase == "next" and status == middle and not is_unconfirmed and not is_on_hold(order):
            step["note"] = _time_text(terms, now)
        steps.append(step)
    return steps


def _time_text(terms: Terms, now: datetime) -> str:
    """Return the promised time; for pickup without “ready”, which the name of the step says already."""
    if terms.promise is None or not policy_of(terms.fulfilment.kind).at_the_store:
        return promised_when(terms, now)
    promise = terms.promise
    return when_short(promise.earliest, promise.latest, zone=promise.zone, wished=promise.wished, now=now)
