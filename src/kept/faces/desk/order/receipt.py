"""The confirmation on paper, for a customer at the counter: what an e-mail would have said (H3, A1, A2)."""

from typing import Any

import qrcode
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from kept.faces.desk.cards import money_badge
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.ui.agreement import agreement_of, time_label_of
from kept.faces.ui.templatetags.kept import isolated
from kept.orders.lifecycle import is_cancelled, is_on_hold, is_open, is_under_review
from kept.orders.models import Order
from kept.orders.queries import order_for, terms_of, token_of
from kept.payments.models import Account
from kept.promises.fulfilment import policy_of
from kept.stores.roles import May


def receipt(request: DeskRequest, number: int) -> HttpResponse:
    """Show the newest version in the customer's language; the buttons above it stay in the reader's.

    The link to the order's page is on it, as text and as a QR code, for those who may hand it out.
    """
    desk = request.desk
    order = order_for(desk.actor, number)
    with translation.override(order.language):
        context: dict[str, Any] = {
            "order": order,
            "store_row": desk.store,
            "agreement": agreement_of(
                terms_of(order), store=desk.store, time_label=time_label_of(order, timezone.now())
            ),
            "says": _next_steps(desk, order),
            **_link_context(desk, order),
        }  # fmt: skip
        if desk.actor.may(May.READ_MONEY):
            context |= money_badge(Account.objects.get(order_id=order.pk))
    if desk.actor.may(May.PLACE_ORDERS):
        context["new_url"] = desk.url("new", channel=order.channel)
    return render(request, "desk/order/receipt.html", context)


def _next_steps(desk: Desk, order: Order) -> list[str]:
    """Say what happens next: a customer without an e-mail address is promised no message."""
    facts = {"store": isolated(desk.store.name), "mail": order.email}
    sentences = []
    if is_cancelled(order):
        return [_("This order is cancelled.")]
    if is_on_hold(order):
        sentences.append(_("This order is on hold: %(why)s") % {"why": isolated(order.why)})
    if is_under_review(order):
        sentences.append(_("%(store)s will check your order and confirm it.") % facts)
    if is_open(order) and not is_on_hold(order) and policy_of(order.fulfilment_kind).at_the_store:
        sentences.append(_("Bring the number of this order when you come."))
    if order.email:
        sentences.append(_("%(store)s writes to %(mail)s.") % facts)
    contact = desk.store.phone or desk.store.email
    return [*sentences, _("If something changes, or is not right: %(reach)s.") % {"reach": contact}]


def _link_context(desk: Desk, order: Order) -> dict[str, Any]:
    token = token_of(order) if desk.actor.may(May.CHANGE_ORDERS) else ""
    if not token:
        return {}
    url = f"{settings.ENVIRONMENT.public_url}/o/{token}/"
    return {"link": url, "code": _qr_code(url)}


def _qr_code(url: str) -> SafeString:
    """Return the address as a QR code: an SVG of one path, made of nothing but the code's own squares."""
    svg: str = qrcode.make(url, image_factory=SvgPathImage, border=2).to_string(encoding="unicode")
    return mark_safe(svg)  # noqa: S308 - coordinates only
