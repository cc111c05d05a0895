"""The forms by which a customer proves that an order's mailbox is theirs, and what the browser remembers of it.

The link in a mail carries what no page shows to whoever placed the order (`orders/queries.py`, `is_from_mail`).
Opening it proves nothing, for mail servers open links, too: it takes a press (decision 0018).
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.faces.shop.order_link import LinkedOrder, by_link
from kept.kit.refusals import Refusal
from kept.orders.actions.confirm_consent import confirm_consent
from kept.orders.actions.prove_customer import prove_customer
from kept.stores.actor import Actor, buyer, proven
from kept.stores.models import Store

MOST_REMEMBERED = 5


@require_POST
@by_link
def customer(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Write down that the order was placed by whoever read its mail."""
    try:
        prove_customer(actor=linked.actor, number=linked.order.number, now=linked.shop.now)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        remember(request, linked)
        messages.success(request, _("Thank you. The store knows now that this order is yours."))
    return HttpResponseRedirect(linked.page("order"))


@require_POST
@by_link
def news(request: HttpRequest, linked: LinkedOrder) -> HttpResponse:
    """Confirm the news that were ticked with the order."""
    try:
        granted = confirm_consent(actor=linked.actor, number=linked.order.number, now=linked.shop.now)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        remember(request, linked)
        if granted:
            messages.success(request, _("Thank you. The store may write to you about what is new."))
    return HttpResponseRedirect(linked.page("order"))


def remember(request: HttpRequest, linked: LinkedOrder) -> None:
    """Remember in this browser that its mailbox is proven, so that the next order needs no press."""
    if linked.by_mail and linked.order.email:
        key, emails = _key(linked.order.store), _remembered(request, linked.order.store)
        others = [email for email in emails if email != linked.order.email]
        request.session[key] = [*others, linked.order.email][-MOST_REMEMBERED:]


def visitor(request: HttpRequest, store: Store, *, name: str, email: str) -> Actor:
    """Return the visitor who orders as this person; proven, where this browser has proven that mailbox."""
    address = email.strip().lower()
    anybody = buyer(store.pk, name)
    return proven(anybody, address) if address in _remembered(request, store) else anybody


def _remembered(request: HttpRequest, store: Store) -> list[str]:
    emails: list[str] = request.session.get(_key(store), [])
    return emails


def _key(store: Store) -> str:
    return f"proven {store.pk}"
