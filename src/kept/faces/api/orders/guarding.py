"""Writes to an order by somebody who saw it before: whoever was too late is shown how it stands."""

from django.http import HttpRequest, HttpResponse

from kept.faces.api import problems
from kept.faces.api.auth import caller_of
from kept.faces.api.orders.reading import order_with_etag
from kept.faces.api.orders.related_serializers import difference_out, version_out
from kept.faces.api.values import Json
from kept.faces.api.writing import Perform, write
from kept.orders.agreement.differences import differences
from kept.orders.models import Order
from kept.orders.queries import order_for, terms_of, versions_of
from kept.orders.refusals import NotAccepted, NothingToAccept, NothingToAcknowledge, SomebodyWasFaster

# Refusals about a version that is not the newest: the reply shows what is different.
_OF_VERSIONS = (NothingToAcknowledge, NothingToAccept, NotAccepted)


def write_order(request: HttpRequest, number: int, perform: Perform) -> HttpResponse:
    """Do a write to an order; a refusal that somebody was faster carries the order as it stands and its ETag.

    One about a version that is not the newest carries both versions, and what is different between them.
    """
    try:
        return write(request, perform)
    except (SomebodyWasFaster, *_OF_VERSIONS) as refusal:
        actor = caller_of(request).actor
        order = order_for(actor, number)
        both = _both_versions(order, refusal.facts["seen"]) if isinstance(refusal, _OF_VERSIONS) else {}
        body, tag = order_with_etag(actor, order)
        response = problems.problem_response(refusal, more={"order": body, **both})
        response["ETag"] = tag
        return response


def _both_versions(order: Order, seen: int) -> Json:
    rows = {row.version: row for row in versions_of(order)}
    if seen not in rows:
        return {"versions": [version_out(rows[order.version])], "differences": []}
    return {
        "versions": [version_out(rows[each]) for each in sorted({seen, order.version})],
        "differences": [
            difference_out(difference) for difference in differences(terms_of(order, seen), terms_of(order))
        ],
    }
