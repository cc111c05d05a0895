"""Who looks at which store, in which language: what every page of the shop starts from.

A view that is decorated with `in_shop` gets a StoreContext instead of the slug; everything it renders is in the
visitor's language and tells times where the store is.
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
from kept.stores.queries import shop

LANGUAGE_COOKIE = "kept_language"
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class StoreContext:
    """A store, the language in which it is looked at, and when."""

    store: Store
    language: str
    now: datetime

    @property
    def url(self) -> str:
        """The store's page."""
        return reverse("shop:store", args=[self.store.slug])

    def page(self, name: str, *args: object) -> str:
        """The address of a page of this store, by its name in urls.py."""
        return reverse(f"shop:{name}", args=[self.store.slug, *args])


View = Callable[..., HttpResponse]


def in_shop(view: View) -> View:
    """The view gets (request, visit, …) instead of (request, slug, …). An unknown store is a 404."""

    @functools.wraps(view)
    def visited(request: HttpRequest, slug: str, *args: object, **kwargs: object) -> HttpResponse:
        store = shop(slug)
        return in_language(request, store, chosen_language(request, store), view, *args, **kwargs)

    return visited


def in_language(
    request: HttpRequest, store: Store, language: str, view: View, *args: object, **kwargs: object
) -> HttpResponse:
    """Run a view for one store in one language; a language chosen by `?lang=` is remembered."""
    visit = StoreContext(store, language, timezone.now())
    set_site_brand(request, lambda: site_brand_of(visit), language=language, under=visit.url)
    zone = timezone.override(ZoneInfo(store.timezone))
    with translation.override(language), zone, country_formats(store.country):
        response = view(request, visit, *args, **kwargs)
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    if request.GET.get("lang") == language:
        remember_language(response, language)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep the choice for the next page."""
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=_A_YEAR, samesite="Lax", httponly=True,
        secure=settings.ENVIRONMENT.public_url.startswith("https:"),
    )  # fmt: skip


def chosen_language(request: HttpRequest, store: Store, otherwise: str = "") -> str:
    """By `?lang=`, by cookie, by `otherwise`, by what the browser says, else the store's own."""
    offered = languages_of(store)
    asked = [request.GET.get("lang", ""), request.COOKIES.get(LANGUAGE_COOKIE, ""), otherwise]
    if not otherwise:
        accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200])
        asked += [part for code, _weight in accepted for part in (code, code.partition("-")[0])]
    return next((code for code in asked if code in offered), store.language)


def languages_of(store: Store) -> list[str]:
    """The languages of the shop, the store's own first."""
    return list(dict.fromkeys([store.language, *store.languages]))


def shown(
    request: HttpRequest, visit: StoreContext, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page in the shop's frame."""
    return render(request, template, {**frame(request, visit), **context}, status=status)


def frame(request: HttpRequest, visit: StoreContext) -> dict[str, Any]:
    """What kept/shop_base.html takes."""
    store = visit.store
    return {
        "store": store.name,
        "shop": store,
        "store_url": visit.url,
        "store_logo": file_url(store.logo, store.revision),
        "brand_url": brand_url(visit),
        "cart_url": visit.page("basket"),
        "cart_count": Cart.of(request, store).pieces,
        "languages": _languages(visit),
        "language_url": visit.page("language"),
        "page_url": request.get_full_path(),
        "why_closed": why_closed(store),
        "contact": contact_of(store),
        "legal_links": [{"label": translation.gettext("Terms and returns"), "url": visit.page("terms")}]
        if store.policy
        else [],
        "now": visit.now,
    }


def site_brand_of(visit: StoreContext) -> SiteBrand:
    """The store on a page that says what went wrong."""
    store = visit.store
    return SiteBrand(
        name=store.name, url=visit.url, onward=translation.gettext("To the shop"), brand_url=brand_url(visit),
        logo=file_url(store.logo, store.revision), is_shop=True, contact=contact_of(store),
    )  # fmt: skip


def brand_url(visit: StoreContext) -> str:
    """The store's colours."""
    return f"{visit.page('brand')}?v={visit.store.revision}"


def why_closed(store: Store) -> str:
    """Why nothing can be ordered here for now, as customers read it; "" while it can."""
    if not store.open_for_orders:
        return translation.gettext("The store takes no orders at the moment.")
    if not schedule_of(store).methods:
        return translation.gettext(
            "The shop does not take orders yet. Ask the store directly: its contact details are below."
        )
    return ""


def contact_of(store: Store) -> Sequence[dict[str, str]]:
    """How to reach a person: the ways in the foot of every page."""
    ways = [{"icon": "mail", "label": store.email, "url": f"mailto:{quote(store.email, safe='@')}"}]
    if store.phone:
        number = "".join(sign for sign in store.phone if sign in "+0123456789")
        ways.append({"icon": "phone", "label": store.phone, "url": f"tel:{number}"})
    lines = address_lines(store.address, store.country)
    if lines:
        ways.append({"icon": "pin", "label": ", ".join(lines), "url": ""})
    return ways


def absolute(path: str) -> str:
    """An address as it is written outside this site: the installation's public one, never the Host header."""
    return f"{settings.ENVIRONMENT.public_url}{path}"


def _languages(visit: StoreContext) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": _own_name(code), "current": code == visit.language}
        for code in languages_of(visit.store)
    ]


def _own_name(code: str) -> str:
    try:
        return (Locale.parse(code, sep="-").get_display_name(code.replace("-", "_")) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code
