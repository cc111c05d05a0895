"""A write to an order by somebody who saw it before: whoever was too late is shown how it stands."""

from django.http import HttpRequest, HttpResponse

from kept.faces.api import problems
from kept.faces.api.auth import caller
from kept.faces.api.orders import record_serializers as about
from kept.faces.api.orders.reading import whole_order
from kept.faces.api.values import Plain
from kept.faces.api.writing import Work, write
from kept.orders.agreement.differences import differences
from kept.orders.models import Order
from kept.orders.queries import order_for, terms_of, versions_of
from kept.orders.refusals import NotAccepted, NothingToAccept, NothingToAcknowledge, SomebodyWasFaster

# Refusals about a version that is not the newest: what is different belongs to the answer.
_OF_VERSIONS = (NothingToAcknowledge, NothingToAccept, NotAccepted)


def guarded(request: HttpRequest, number: int, work: Work) -> HttpResponse:
    """`write`; a refusal that somebody was faster carries the order as it stands and its ETag.

    One about a version that is not the newest carries both versions, and what is different between them.
    """
    try:
        return write(request, work)
    except (SomebodyWasFaster, *_OF_VERSIONS) as refusal:
        actor = caller(request).actor
        order = order_for(actor, number)
        both = _both(order, refusal.facts["seen"]) if isinstance(refusal, _OF_VERSIONS) else {}
        body, tag = whole_order(actor, order)
        response = problems.refused(refusal, more={"order": body, **both})
        response["ETag"] = tag
        return response


def _both(order: Order, seen: int) -> Plain:
    known = {row.version: row for row in versions_of(order)}
    if seen not in known:
        return {"versions": [about.version_with_terms(known[order.version])], "differences": []}
    return {
        "versions": [about.version_with_terms(known[each]) for each in sorted({seen, order.version})],
        "differences": differences(terms_of(order, seen), terms_of(order)),
    }
