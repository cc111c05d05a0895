"""The link of an order: it opens the order for whoever holds it; others do not learn whether the order exists.

The token in the address is the secret, so these pages send no referrer and are neither indexed nor stored. Without a
referrer, browsers send `Origin: null` with the pages' forms, which Django's check against forged requests refuses. So
these views are exempt from that check, and refuse what the browser itself calls cross-site instead. A forger would have
to know the token, and who knows it needs no forgery.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kept.faces.error_pages import SiteBrand, set_site_brand
from kept.faces.shop.limits import MISSES, spend, too_many
from kept.faces.shop.store_context import StoreContext, chosen_language, in_language, site_brand_of
from kept.kit.refusals import NotAllowed, NotFound
from kept.orders.models import Order
from kept.orders.queries import is_from_mail, order_by_token
from kept.stores.actor import Actor, holder, proven


@dataclass(frozen=True, slots=True)
class LinkedOrder:
    """An order that was opened by its link. `by_mail`: by the one that its mails carry."""

    order: Order
    token: str
    shop: StoreContext
    by_mail: bool

    @property
    def actor(self) -> Actor:
        """Return the customer, with access to this order only; by the link of a mail, its address is proven."""
        customer = holder(self.order.store_id, self.order.pk, self.order.customer_name)
        return proven(customer, self.order.email) if self.by_mail else customer

    def page(self, name: str, *args: object) -> str:
        """Return the address of one of this order's pages."""
        return reverse(f"shop:{name}", args=[self.token, *args])


View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Decorate a view, which gets (request, linked, …) instead of (request, token, …). An unknown token is a 404."""

    @csrf_exempt
    @functools.wraps(view)
    def wrapper(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponse:
        try:
            order = order_by_token(token)
        except NotFound:
            if spend(request, MISSES):
                raise
            return _private(too_many(request, MISSES))
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise NotAllowed

        def with_order(request: HttpRequest, shop: StoreContext) -> HttpResponse:
            linked = LinkedOrder(order, token, shop, is_from_mail(order, token))
            set_site_brand(request, lambda: _site_brand(linked), language=shop.language)
            return view(request, linked, *args, **kwargs)

        language = chosen_language(request, order.store, order.language)
        return _private(in_language(request, order.store, language, with_order))

    return wrapper


def _site_brand(linked: LinkedOrder) -> SiteBrand:
    return replace(site_brand_of(linked.shop), url=linked.page("order"), onward=_("Back to the order"))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store, private"
    patch_vary_headers(response, ["Cookie"])
    return response
