"""The forms of the order page. Each is one POST that calls one action and redirects back to the page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.faces.shop.cart import Cart
from kept.faces.shop.order_link import LinkedOrder, by_link
from kept.faces.shop.order_page import live_context, static_context
from kept.faces.shop.order_timeline import OrderTimeline
from kept.faces.shop.proof import remember
from kept.faces.shop.store_context import render_page
from kept.faces.ui.templatetags.kept import isolated
from kept.kit.refusals import Invalid
from kept.kit.text import whole_number
from kept.orders.actions.acknowledge_order import acknowledge_order
from kept.orders.actions.make_request import make_request
from kept.orders.models import Channel, Request
from kept.orders.queries import terms_of
from kept.orders.refusals import CannotChange, NothingToAcknowledge


@require_POST
@by_link
def acknowledgement(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Acknowledge the version that was on the page, and no other."""
    try:
        acknowledge_order(
            actor=linked.actor,
            number=linked.order.number,
            version=whole_number(request.POST.get("version")) or 0,
            channel=Channel.PAGE,
            now=linked.shop.now,
        )
    except NothingToAcknowledge as refusal:
        messages.warning(request, str(refusal))
    else:
        remember(request, linked)
        messages.success(request, _("Thank you for confirming that everything is right."))
    return HttpResponseRedirect(linked.page("order"))


@require_POST
@by_link
def requests(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Ask for a change, or write to the store (A6). After a refusal the page shows the typed text again."""
    text = request.POST.get("text", "")
    kind = Request.Kind.CHANGE if request.POST.get("kind") == "change" else Request.Kind.MESSAGE
    try:
        make_request(
            actor=linked.actor,
            number=linked.order.number,
            kind=kind,
            text=text,
            channel=Channel.PAGE,
            now=linked.shop.now,
        )
    except (Invalid, CannotChange) as refusal:
        timeline = OrderTimeline(linked)
        context = {
            **live_context(timeline),
            **static_context(timeline),
            "typed": text,
            "kind": kind,
            "wrong": str(refusal),
        }
        return render_page(request, linked.shop, "shop/order.html", context, status=422)
    remember(request, linked)
    messages.success(
        request,
        _("Your message has arrived. The answer of %(store)s will appear here.")
        % {"store": isolated(linked.order.store.name)},
    )
    return HttpResponseRedirect(f"{linked.page('order')}#conversation")


@require_POST
@by_link
def again(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Put the order's lines into the basket again, where those that are no longer for sale are marked."""
    cart = Cart.of(request, linked.order.store)
    for line in terms_of(linked.order).lines:
        if line.variant:
            cart.add(
                variant=line.variant,
                quantity=line.quantity,
                options=tuple(option.id for option in line.options),
                note=line.note,
            )
    cart.save(request)
    return HttpResponseRedirect(linked.shop.page("basket"))
