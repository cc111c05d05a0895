"""The promise as a line of steps, as the desk and the customer's page show it: what is past, and what comes next."""

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
    """The steps for `kept/parts/promise_line.html`, with the dates of those that are past; none for what is off."""
    if is_cancelled(order):
        return []
    waits = not order.confirmed_version
    dates = reached(order)
    middle = policy_of(order.fulfilment_kind).middle_status
    way = [
        *([Status.PENDING] if waits else []), Status.RECEIVED, Status.PREPARING,
        *([Status(middle)] if middle else []), Status.DONE,
    ]  # fmt: skip
    stands = work_status(order)
    at = way.index(stands) if stands in way else -1
    steps = []
    for place, status in enumerate(way):
        where = "past" if place < at or order.status == Status.DONE else "now" if place == at else "next"
        agreed = status == Status.RECEIVED and not waits
        step: dict[str, Any] = {
            "at": "broken" if where == "now" and is_late(order, now) else where,
            "word": _("Agreed") if agreed else status_word(order.store, status, order.fulfilment_kind),
        }
        if where != "next" and status in dates:
            step["when"] = dates[status]
        elif where == "next" and status == middle and not waits and not is_on_hold(order):
            step["note"] = _only_the_time(terms, now)
        steps.append(step)
    return steps


def _only_the_time(terms: Terms, now: datetime) -> str:
    """The step's word says that it is ready or sent, so only the time is left to say."""
    if terms.promise is None or not policy_of(terms.fulfilment.kind).at_the_store:
        return promised_when(terms, now)
    promise = terms.promise
    return when_short(promise.earliest, promise.latest, zone=promise.zone, wished=promise.wished, now=now)
