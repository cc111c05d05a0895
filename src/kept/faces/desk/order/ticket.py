"""The order on paper: the ticket for whoever does the work, and the slip that lies in the parcel (B3, A5)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kept.faces.desk.cards import NOT_FOR_WORK
from kept.faces.desk.order.views import agreement_at_desk
from kept.faces.desk.routing import DeskRequest
from kept.faces.ui.texts import describe_changes
from kept.orders.agreement.differences import differences
from kept.orders.agreement.terms import Terms
from kept.orders.lifecycle import waits_for_acceptance
from kept.orders.models import Confirmation, Order
from kept.orders.queries import order_for, versions_of

# As many changes as leave the lines their place on one sheet.
MOST_NEWS = 8
# The slip is read by whoever opens the parcel, who need not be the one who ordered: it says no more than its lines.
NOT_ON_SLIP = NOT_FOR_WORK | {"note", "instructions", "customer"}


def ticket(request: DeskRequest, number: int) -> HttpResponse:
    """What the one who does the work needs, on paper; `?as=slip` is what lies in the parcel."""
    found = order_for(request.desk.actor, number)
    versions = versions_of(found)
    as_slip = request.GET.get("as") == "slip"
    context = {
        "order": found,
        "store_row": request.desk.store,
        "agreement": agreement_at_desk(found, versions[-1]),
        "as_slip": as_slip,
        "news": _news(found, versions, hidden=NOT_ON_SLIP if as_slip else NOT_FOR_WORK),
    }
    return render(request, "desk/order/ticket.html", context)


def _news(found: Order, versions: list[Confirmation], *, hidden: frozenset[str]) -> dict[str, Any] | None:
    """What is different from the version before, or from the one that the work still goes by (A5)."""
    if found.version == 1:
        return None
    waits = waits_for_acceptance(found)
    before = found.accepted_version if waits else found.version - 1
    old, new = (Terms.from_json(row.terms) for row in versions if row.version in (before, found.version))
    changed = [one for one in differences(old, new) if one.what not in hidden]
    shown = describe_changes(
        changed[:MOST_NEWS], store=found.store, currency=found.currency, kind=found.fulfilment_kind, now=None
    )
    return {"before": before, "waits": waits, "changes": shown, "more": len(changed) - len(shown)}
