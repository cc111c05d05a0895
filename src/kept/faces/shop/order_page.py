"""The customer's order page and the thank-you page (A1, A2, C4). Both show the agreement; GET changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kept.customers.queries import pending_consent
from kept.faces.shop.calendar_file import calendar_file
from kept.faces.shop.order_link import LinkedOrder, by_link
from kept.faces.shop.order_timeline import OrderTimeline
from kept.faces.shop.store_context import render_page
from kept.faces.ui.texts import status_word
from kept.kit.refusals import NotFound
from kept.orders.agreement.terms import Terms
from kept.orders.lifecycle import can_be_changed, is_cancelled, is_open
from kept.promises.fulfilment import policy_of


@require_safe
@by_link
def order(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Show the order. `?right`, of the message's button, puts the question “looks right?” first."""
    timeline = OrderTimeline(linked)
    context = {
        **live_context(timeline),
        **static_context(timeline),
        "asks": "right" in request.GET and timeline.can_acknowledge,
    }
    return render_page(request, linked.shop, "shop/order.html", context)


@require_safe
@by_link
def thanks(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Show what was agreed, or that the order still has to be confirmed (A7)."""
    timeline = OrderTimeline(linked)
    return render_page(
        request, linked.shop, "shop/thanks.html", {**live_context(timeline), **static_context(timeline)}
    )


@require_safe
@by_link
def live(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Return the part of the order page that changes; 204 when the page has it already (`?seen=`)."""
    timeline = OrderTimeline(linked)
    if request.GET.get("seen") == timeline.stamp:
        return HttpResponse(status=204)
    return render_page(request, linked.shop, "shop/order_live.html", live_context(timeline))


@require_safe
@by_link
def version(request: HttpRequest, linked: LinkedOrder, version: int) -> HttpResponse:
    """Show one version as it was agreed."""
    timeline = OrderTimeline(linked)
    row = next((row for row in timeline.versions if row.version == version), None)
    if row is None:
        raise NotFound
    context = {**static_context(timeline), "agreement": timeline.agreement(row), "version": version}
    return render_page(request, linked.shop, "shop/version.html", context)


@require_safe
@by_link
def calendar(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Return the promised time as a calendar file."""
    timeline = OrderTimeline(linked)
    if not _has_calendar(timeline):
        raise NotFound
    response = HttpResponse(
        calendar_file(linked.order, timeline.terms, linked.shop.now),
        content_type="text/calendar; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{linked.order.number}.ics"'
    return response


def live_context(timeline: OrderTimeline) -> dict[str, Any]:
    """Return the context of what changes: promise, agreement, requests and answers."""
    linked, order = timeline.linked, timeline.order
    return {
        "order": order,
        "heading": timeline.heading(),
        "below": timeline.subheading(),
        "promise": {**timeline.promise(), "says": timeline.next_steps()},
        "is_cancelled": is_cancelled(order),
        "stopped_word": status_word(order.store, order.status, order.fulfilment_kind)
        if timeline.is_on_hold or is_cancelled(order)
        else "",
        "under_review": timeline.under_review,
        "agreement": timeline.agreement(),
        "can_acknowledge": timeline.can_acknowledge,
        "acknowledgement_url": linked.page("acknowledgement"),
        "tracking_url": order.tracking_url if order.tracking_url.startswith("https://") else "",
        "history": timeline.history(),
        "entries": timeline.conversation(),
        "live_url": f"{linked.page('live')}?lang={linked.shop.language}&seen={timeline.stamp}",
    }


def static_context(timeline: OrderTimeline) -> dict[str, Any]:
    """Return the context of what does not change: the addresses that the page leads to."""
    linked = timeline.linked
    return {
        "order": timeline.order,
        "order_url": linked.page("order"),
        "requests_url": linked.page("requests"),
        "again_url": linked.page("again") if _can_reorder(timeline.terms) else "",
        "calendar_url": linked.page("calendar") if _has_calendar(timeline) else "",
        "can_change": can_be_changed(timeline.order),
        **_proof_context(timeline),
    }


def _proof_context(timeline: OrderTimeline) -> dict[str, Any]:
    """Return what whoever came by the link of a mail is asked: whether the order is theirs, and what they ticked."""
    linked, order = timeline.linked, timeline.order
    if not linked.by_mail:
        return {}
    is_asked_elsewhere = order.customer_proven or timeline.can_acknowledge
    pending = pending_consent(order.pk)
    return {
        "proof_url": "" if is_asked_elsewhere else linked.page("prove_customer"),
        "news_url": linked.page("confirm_news") if pending else "",
        "news_words": pending.words if pending else "",
    }


def _has_calendar(timeline: OrderTimeline) -> bool:
    is_agreed = is_open(timeline.order) and not timeline.under_review and not timeline.is_on_hold
    in_person = policy_of(timeline.order.fulfilment_kind).is_met_in_person
    return in_person and timeline.terms.promise is not None and is_agreed


def _can_reorder(terms: Terms) -> bool:
    return any(line.variant for line in terms.lines)
