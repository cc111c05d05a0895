"""The promise as a line of steps, as the desk and the customer's page show it: what is past, and what comes next."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kept.faces.look.agreement import promised_when
from kept.faces.look.words import status_word, when
from kept.orders.deadlines import is_late
from kept.orders.models import Order, Status
from kept.orders.queries import reached
from kept.orders.terms import Terms

# The step between the work and its end, where the way has one.
MIDDLE = {
    "pickup": Status.READY,
    "on_site": Status.READY,
    "delivery": Status.SHIPPED,
    "shipping": Status.SHIPPED,
}


def promise_line(order: Order, terms: Terms, now: datetime) -> list[dict[str, Any]]:
    """The steps for `kept/parts/promise_line.html`, with the dates of those that are past; none for what is off."""
    if order.status == Status.CANCELLED:
        return []
    waits = not order.confirmed_version
    dates = reached(order)
    middle = MIDDLE.get(order.way_kind)
    way = [
        *([Status.PENDING] if waits else []), Status.RECEIVED, Status.PREPARING,
        *([middle] if middle else []), Status.DONE,
    ]  # fmt: skip
    stands = order.held_from if order.status == Status.ON_HOLD else order.status
    at = way.index(Status(stands)) if stands in way else -1
    steps = []
    for place, status in enumerate(way):
        where = "past" if place < at or order.status == Status.DONE else "now" if place == at else "next"
        agreed = status == Status.RECEIVED and not waits
        step: dict[str, Any] = {
            "at": "broken" if where == "now" and is_late(order, now) else where,
            "word": _("Agreed") if agreed else status_word(order.store, status, order.way_kind),
        }
        if where != "next" and status in dates:
            step["when"] = dates[status]
        elif where == "next" and status == middle and not waits and order.status != Status.ON_HOLD:
            step["note"] = _only_the_time(terms, now)
        steps.append(step)
    return steps


def _only_the_time(terms: Terms, now: datetime) -> str:
    """The step's word says that it is ready or sent, so only the time is left to say."""
    if terms.promise is None or terms.fulfilment.kind not in ("pickup", "on_site"):
        return promised_when(terms, now)
    promise = terms.promise
    return when(
        promise.earliest, promise.latest, zone=promise.zone, wished=promise.wished, kind="on_site", now=now
    )
