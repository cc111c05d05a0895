"""The store and language of a page in the shop.

A view that is decorated with `shop_view` gets a StoreContext instead of the slug. It renders in the visitor's language
and in the store's time zone.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from kept.customers.addresses import address_lines
from kept.faces.error_pages import SiteBrand, set_site_brand
from kept.faces.shop.cart import Cart
from kept.faces.shop.media import file_url
from kept.faces.ui.locales import country_formats
from kept.promises.schedule import schedule_of
from kept.stores.models import Store
from kept.stores.queries import store_by_slug

LANGUAGE_COOKIE = "kept_language"
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class StoreContext:
    """The store of a page, the visitor's language, and the time of the request."""

    store: Store
    language: str
    now: datetime

    @property
    def url(self) -> str:
        """Return the address of the store's first page."""
        return reverse("shop:store", args=[self.store.slug])

    def page(self, name: str, *args: object) -> str:
        """Return the address of a page of this store, by its name in urls.py."""
        return reverse(f"shop:{name}", args=[self.store.slug, *args])


View = Callable[..., HttpResponse]


def shop_view(view: View) -> View:
    """Decorate a view, which gets (request, shop, …) instead of (request, slug, …). An unknown store is a 404."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, slug: str, *args: object, **kwargs: object) -> HttpResponse:
        store = store_by_slug(slug)
        return in_language(request, store, chosen_language(request, store), view, *args, **kwargs)

    return wrapper


def in_language(
    request: HttpRequest, store: Store, language: str, view: View, *args: object, **kwargs: object
) -> HttpResponse:
    """Run a view for one store in one language; a language chosen by `?lang=` is remembered."""
    shop = StoreContext(store, language, timezone.now())
    set_site_brand(request, lambda: site_brand_of(shop), language=language, under=shop.url)
    zone = timezone.override(ZoneInfo(store.timezone))
    with translation.override(language), zone, country_formats(store.country):
        response = view(request, shop, *args, **kwargs)
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    if request.GET.get("lang") == language:
        remember_language(response, language)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Remember the chosen language in a cookie."""
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=_A_YEAR, samesite="Lax", httponly=True,
        secure=settings.ENVIRONMENT.public_url.startswith("https:"),
    )  # fmt: skip


def chosen_language(request: HttpRequest, store: Store, fallback: str = "") -> str:
    """Return the language: by `?lang=`, the cookie, `fallback` or else the browser, and last the store's own."""
    offered = languages_of(store)
    candidates = [request.GET.get("lang", ""), request.COOKIES.get(LANGUAGE_COOKIE, ""), fallback]
    if not fallback:
        accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200])
        candidates += [part for code, _weight in accepted for part in (code, code.partition("-")[0])]
    return next((code for code in candidates if code in offered), store.language)


def languages_of(store: Store) -> list[str]:
    """Return the languages of the shop, the store's own first."""
    return list(dict.fromkeys([store.language, *store.languages]))


def render_page(
    request: HttpRequest, shop: StoreContext, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a template in the shop's frame."""
    return render(request, template, {**frame_context(request, shop), **context}, status=status)


def frame_context(request: HttpRequest, shop: StoreContext) -> dict[str, Any]:
    """Return the context of kept/shop_base.html."""
    store = shop.store
    return {
        "store": store.name,
        "shop": store,
        "store_url": shop.url,
        "store_logo": file_url(store.logo, store.revision),
        "brand_url": brand_url(shop),
        "cart_url": shop.page("basket"),
        "cart_count": Cart.of(request, store).pieces,
        "languages": _languages(shop),
        "language_url": shop.page("language"),
        "page_url": request.get_full_path(),
        "why_closed": closed_reason(store),
        "contact": contact_of(store),
        "legal_links": [{"label": translation.gettext("Terms and returns"), "url": shop.page("terms")}]
        if store.policy
        else [],
        "now": shop.now,
    }


def site_brand_of(shop: StoreContext) -> SiteBrand:
    """Return how an error page of this store looks."""
    store = shop.store
    return SiteBrand(
        name=store.name, url=shop.url, onward=translation.gettext("To the shop"), brand_url=brand_url(shop),
        logo=file_url(store.logo, store.revision), is_shop=True, contact=contact_of(store),
    )  # fmt: skip


def brand_url(shop: StoreContext) -> str:
    """Return the address of the store's brand.css."""
    return f"{shop.page('brand')}?v={shop.store.revision}"


def closed_reason(store: Store) -> str:
    """Return why the shop takes no orders for now, for its customers; "" while it does."""
    if not store.open_for_orders:
        return translation.gettext("The store takes no orders at the moment.")
    if not schedule_of(store).methods:
        return translation.gettext(
            "The shop does not take orders yet. Ask the store directly: its contact details are below."
        )
    return ""


def contact_of(store: Store) -> Sequence[dict[str, str]]:
    """Return the store's contact details, for the foot of every page."""
    contact = [{"icon": "mail", "label": store.email, "url": f"mailto:{quote(store.email, safe='@')}"}]
    if store.phone:
        number = "".join(sign for sign in store.phone if sign in "+0123456789")
        contact.append({"icon": "phone", "label": store.phone, "url": f"tel:{number}"})
    lines = address_lines(store.address, store.country)
    if lines:
        contact.append({"icon": "pin", "label": ", ".join(lines), "url": ""})
    return contact


def absolute(path: str) -> str:
    """Return the full address of a path, by the installation's public address, never the Host header."""
    return f"{settings.ENVIRONMENT.public_url}{path}"


def _languages(shop: StoreContext) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": _language_name(code), "current": code == shop.language}
        for code in languages_of(shop.store)
    ]


def _language_name(code: str) -> str:
    try:
        return (Locale.parse(code, sep="-").get_display_name(code.replace("-", "_")) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code
