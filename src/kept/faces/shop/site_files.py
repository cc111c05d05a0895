"""What programs read: the store's colours and logo, its sitemap, what crawlers may look at."""

from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kept.catalog.models import Product
from kept.faces.shop.store_context import absolute, languages_of
from kept.faces.ui.brand import brand_css
from kept.kit.pictures import as_png
from kept.kit.refusals import NotFound
from kept.stores.models import Store
from kept.stores.queries import shop

_FALLBACK = "#2f5d50"
# Shown 40 pixels wide in a mail: sharp on the densest screens.
LOGO_SIDE = 160


@require_safe
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """The store's accent in both themes; its address carries the revision, so it can be kept for long."""
    store = shop(slug)
    try:
        css = brand_css(store.accent)
    except ValueError:
        css = brand_css(_FALLBACK)
    response = HttpResponse(css, content_type="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo as mail programs can show it; 404 where there is none, or one that only browsers draw."""
    kept = shop(slug).logo
    if not kept or not (kept.name or "").endswith(".webp"):
        raise NotFound
    try:
        with kept.open() as file:
            picture = as_png(file.read(), side=LOGO_SIDE)
    except OSError as error:
        raise NotFound from error
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def sitemap(request: HttpRequest, slug: str) -> HttpResponse:
    """The store's pages, each in every language of the shop (sitemaps.org 0.9, with xhtml alternates)."""
    store = shop(slug)
    paths = [reverse("shop:store", args=[slug])]
    slugs = Product.objects.filter(store=store, active=True, variants__active=True).distinct()
    paths += [
        reverse("shop:product", args=[slug, one]) for one in slugs.values_list("slug", flat=True)[:49_000]
    ]
    body = "".join(_entry(store, absolute(path)) for path in paths)
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
        f"{body}</urlset>"
    )
    return HttpResponse(xml, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers see the shop; orders, baskets and the desk are nobody's business."""
    closed = ("/o/", "/desk/", "/api/", "/accounts/", "/mailbox/", "/s/*/basket/", "/s/*/checkout/")
    maps = [
        absolute(reverse("shop:sitemap", args=[slug]))
        for slug in Store.objects.values_list("slug", flat=True)
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), *(f"Sitemap: {url}" for url in maps)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def _entry(store: Store, url: str) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(code)}" href="{escape(_at(store, url, code))}"/>'
        for code in languages_of(store)
    )
    return f"<url><loc>{escape(url)}</loc>{others}</url>"


def _at(store: Store, url: str, code: str) -> str:
    return url if code == store.language else f"{url}?lang={code}"
