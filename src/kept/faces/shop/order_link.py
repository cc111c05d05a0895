"""The door to one order: whoever holds its link gets in; nobody else learns whether there is anything behind.

The token in the address is the secret, so these pages send no referrer, are not indexed and not stored. A
page without a referrer makes browsers send `Origin: null` with its forms, which Django's own check against
forged requests cannot tell from a forgery; a forger would have to know the token, and then needs no forgery.
So these views are exempt from that check, and refuse what the browser itself calls cross-site instead.
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
from kept.orders.queries import order_by_token
from kept.stores.actor import Actor, holder


@dataclass(frozen=True, slots=True)
class LinkedOrder:
    """An order in the hands of whoever has its link."""

    order: Order
    token: str
    visit: StoreContext

    @property
    def actor(self) -> Actor:
        """The customer, as far as this order goes."""
        return holder(self.order.store_id, self.order.pk, self.order.customer_name)

    def page(self, name: str, *args: object) -> str:
        """The address of one of this order's pages."""
        return reverse(f"shop:{name}", args=[self.token, *args])


View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """The view gets (request, linked, …) instead of (request, token, …)."""

    @csrf_exempt
    @functools.wraps(view)
    def opened(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponse:
        try:
            order = order_by_token(token)
        except NotFound:
            if spend(request, MISSES):
                raise
            return _private(too_many(request, MISSES))
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise NotAllowed

        def with_order(request: HttpRequest, visit: StoreContext) -> HttpResponse:
            linked = LinkedOrder(order, token, visit)
            set_site_brand(request, lambda: _site_brand(linked), language=visit.language)
            return view(request, linked, *args, **kwargs)

        language = chosen_language(request, order.store, order.language)
        return _private(in_language(request, order.store, language, with_order))

    return opened


def _site_brand(linked: LinkedOrder) -> SiteBrand:
    return replace(site_brand_of(linked.visit), url=linked.page("order"), onward=_("Back to the order"))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store, private"
    patch_vary_headers(response, ["Cookie"])
    return response
