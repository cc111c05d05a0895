"""The customer's order page and the thank-you page (A1, A2, C4): both show the confirmation itself.

GET changes nothing.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kept.faces.shop.calendar_file import calendar_file
from kept.faces.shop.order_link import LinkedOrder, by_link
from kept.faces.shop.order_timeline import OrderTimeline
from kept.faces.shop.store_context import shown
from kept.faces.ui.texts import status_word
from kept.kit.refusals import NotFound
from kept.orders.agreement.terms import Terms
from kept.orders.lifecycle import can_be_changed, is_cancelled, is_open
from kept.promises.fulfilment import policy_of


@require_safe
@by_link
def order(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Where the order stands. `?right` comes from the message's button and puts the one question first."""
    story = OrderTimeline(linked)
    context = {
        **live_context(story),
        **page_context(story),
        "asks": "right" in request.GET and story.can_acknowledge,
    }
    return shown(request, linked.visit, "shop/order.html", context)


@require_safe
@by_link
def thanks(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """What was agreed, before they leave; or honestly that it still has to be confirmed (A7)."""
    story = OrderTimeline(linked)
    return shown(request, linked.visit, "shop/thanks.html", {**live_context(story), **page_context(story)})


@require_safe
@by_link
def live(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """The part of the order page that moves; 204 when it is as the page has it (`?seen=`)."""
    story = OrderTimeline(linked)
    if request.GET.get("seen") == story.stamp:
        return HttpResponse(status=204)
    return shown(request, linked.visit, "shop/order_live.html", live_context(story))


@require_safe
@by_link
def version(request: HttpRequest, linked: LinkedOrder, version: int) -> HttpResponse:
    """One version as it was agreed."""
    story = OrderTimeline(linked)
    row = next((row for row in story.versions if row.version == version), None)
    if row is None:
        raise NotFound
    context = {**page_context(story), "agreement": story.agreement(row), "version": version}
    return shown(request, linked.visit, "shop/version.html", context)


@require_safe
@by_link
def calendar(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """The promised time as a calendar file."""
    story = OrderTimeline(linked)
    if not _has_calendar(story):
        raise NotFound
    response = HttpResponse(
        calendar_file(linked.order, story.terms, linked.visit.now),
        content_type="text/calendar; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{linked.order.number}.ics"'
    return response


def live_context(story: OrderTimeline) -> dict[str, Any]:
    """What moves: the promise, the agreement, what was asked and answered."""
    linked, order = story.linked, story.order
    return {
        "order": order,
        "heading": story.heading(),
        "below": story.below_heading(),
        "promise": {**story.promise(), "says": story.next_words()},
        "is_cancelled": is_cancelled(order),
        "stopped_word": status_word(order.store, order.status, order.fulfilment_kind)
        if story.waits or is_cancelled(order)
        else "",
        "under_review": story.under_review,
        "agreement": story.agreement(),
        "can_acknowledge": story.can_acknowledge,
        "acknowledgement_url": linked.page("acknowledgement"),
        "tracking_url": order.tracking_url if order.tracking_url.startswith("https://") else "",
        "history": story.history(),
        "entries": story.conversation(),
        "live_url": f"{linked.page('live')}?lang={linked.visit.language}&seen={story.stamp}",
    }


def page_context(story: OrderTimeline) -> dict[str, Any]:
    """What stays: the ways on from here."""
    linked = story.linked
    return {
        "order": story.order,
        "order_url": linked.page("order"),
        "requests_url": linked.page("requests"),
        "again_url": linked.page("again") if _can_be_had_again(story.terms) else "",
        "calendar_url": linked.page("calendar") if _has_calendar(story) else "",
        "can_change": can_be_changed(story.order),
    }


def _has_calendar(story: OrderTimeline) -> bool:
    stands = is_open(story.order) and not story.under_review and not story.waits
    meets = policy_of(story.order.fulfilment_kind).is_met_in_person
    return meets and story.terms.promise is not None and stands


def _can_be_had_again(terms: Terms) -> bool:
    return any(line.variant for line in terms.lines)
