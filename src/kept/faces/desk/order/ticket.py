"""The order on paper: the ticket for the staff, and the packing slip for the parcel (B3, A5)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kept.faces.desk.cards import NOT_FOR_WORK
from kept.faces.desk.order.views import desk_agreement
from kept.faces.desk.routing import DeskRequest
from kept.faces.ui.texts import describe_changes
from kept.orders.agreement.differences import differences
from kept.orders.agreement.terms import Terms
from kept.orders.lifecycle import waits_for_acceptance
from kept.orders.models import Confirmation, Order
from kept.orders.queries import order_for, versions_of

# As many changes as fit on one sheet with the lines.
MOST_NEWS = 8
# The slip may be read by somebody else than the customer: it has the lines of the order and no more.
NOT_ON_SLIP = NOT_FOR_WORK | {"note", "instructions", "customer"}


def ticket(request: DeskRequest, number: int) -> HttpResponse:
    """Show the ticket for those who work on the order; `?as=slip` shows the packing slip."""
    order = order_for(request.desk.actor, number)
    versions = versions_of(order)
    as_slip = request.GET.get("as") == "slip"
    context = {
        "order": order,
        "store_row": request.desk.store,
        "agreement": desk_agreement(order, versions[-1]),
        "as_slip": as_slip,
        "news": _news_context(order, versions, hidden=NOT_ON_SLIP if as_slip else NOT_FOR_WORK),
    }
    return render(request, "desk/order/ticket.html", context)


def _news_context(
    order: Order, versions: list[Confirmation], *, hidden: frozenset[str]
) -> dict[str, Any] | None:
    """Return what changed since the version before, or since the version that was last accepted (A5)."""
    if order.version == 1:
        return None
    waits = waits_for_acceptance(order)
    before = order.accepted_version if waits else order.version - 1
    old, new = (Terms.from_json(row.terms) for row in versions if row.version in (before, order.version))
    changes = [change for change in differences(old, new) if change.kind not in hidden]
    sentences = describe_changes(
        changes[:MOST_NEWS], store=order.store, currency=order.currency, kind=order.fulfilment_kind, now=None
    )
    return {"before": before, "waits": waits, "changes": sentences, "more": len(changes) - len(sentences)}
