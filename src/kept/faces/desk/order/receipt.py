"""The confirmation on paper, for whoever stands at the counter: what a message would have said (H3, A1, A2)."""

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
    """The newest version in the customer's language; the buttons above it stay in the reader's.

    The link to the order's page stands on it, as text and as a code, for those who may hand it out.
    """
    desk = request.desk
    found = order_for(desk.actor, number)
    with translation.override(found.language):
        context: dict[str, Any] = {
            "order": found,
            "store_row": desk.store,
            "agreement": agreement_of(
                terms_of(found), store=desk.store, time_label=time_label_of(found, timezone.now())
            ),
            "says": _says(desk, found),
            **_link(desk, found),
        }  # fmt: skip
        if desk.actor.may(May.READ_MONEY):
            context |= money_badge(Account.objects.get(order_id=found.pk))
    if desk.actor.may(May.PLACE_ORDERS):
        context["new_url"] = desk.url("new", channel=found.channel)
    return render(request, "desk/order/receipt.html", context)


def _says(desk: Desk, found: Order) -> list[str]:
    """What happens next, without a promise that nobody keeps: only who has an address is written to."""
    store = {"store": isolated(desk.store.name), "mail": found.email}
    says = []
    if is_cancelled(found):
        return [_("This order is cancelled.")]
    if is_on_hold(found):
        says.append(_("This order is on hold: %(why)s") % {"why": isolated(found.why)})
    if is_under_review(found):
        says.append(_("%(store)s will check your order and confirm it.") % store)
    if is_open(found) and not is_on_hold(found) and policy_of(found.fulfilment_kind).at_the_store:
        says.append(_("Bring the number of this order when you come."))
    if found.email:
        says.append(_("%(store)s writes to %(mail)s.") % store)
    reach = desk.store.phone or desk.store.email
    return [*says, _("If something changes, or is not right: %(reach)s.") % {"reach": reach}]


def _link(desk: Desk, found: Order) -> dict[str, Any]:
    token = token_of(found) if desk.actor.may(May.CHANGE_ORDERS) else ""
    if not token:
        return {}
    url = f"{settings.ENVIRONMENT.public_url}/o/{token}/"
    return {"link": url, "code": _code(url)}


def _code(url: str) -> SafeString:
    """The address as a code that a phone reads: an SVG of one path, made of nothing but the code's own squares."""
    drawn: str = qrcode.make(url, image_factory=SvgPathImage, border=2).to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 - coordinates only
