"""A write by somebody who saw the thing before: whoever was too late is shown how it stands."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kept.faces.api import problems
from kept.faces.api.auth import caller
from kept.faces.api.reading import whole_order
from kept.faces.api.shapes import about
from kept.faces.api.shapes.order import Plain
from kept.faces.api.writing import Work, write
from kept.kit.refusals import Changed
from kept.orders.differences import differences
from kept.orders.models import Order
from kept.orders.queries import order_for, terms_of, versions_of
from kept.orders.refusals import NotAccepted, NothingToAccept, NothingToAcknowledge, SomebodyWasFaster

# Refusals about a version that is not the newest: what is different belongs to the answer.
_OF_VERSIONS = (NothingToAcknowledge, NothingToAccept, NotAccepted)

Do = Callable[[], HttpResponse]


def guarded_by(name: str, as_it_stands: Callable[[], tuple[Plain, str]], do: Do) -> HttpResponse:
    """`do`; a refusal that it has changed carries in `facts`, under `name`, how it stands, and its ETag."""
    try:
        return do()
    except Changed as refusal:
        body, tag = as_it_stands()
        response = problems.refused(refusal, more={name: body})
        response["ETag"] = tag
        return response


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
