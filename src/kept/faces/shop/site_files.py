"""Files for browsers, mail programs and crawlers: brand.css, logo.png, sitemap.xml, robots.txt."""

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
from kept.stores.queries import store_by_slug

_FALLBACK = "#2f5d50"
# Shown 40 pixels wide in a mail: sharp on the densest screens.
LOGO_SIDE = 160


@require_safe
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the store's accent colour for both themes. Its address has the revision, so it can be cached for long."""
    store = store_by_slug(slug)
    try:
        css = brand_css(store.accent)
    except ValueError:
        css = brand_css(_FALLBACK)
    response = HttpResponse(css, content_type="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the logo as PNG for mail programs; 404 where there is none, or only an SVG."""
    stored = store_by_slug(slug).logo
    if not stored or not (stored.name or "").endswith(".webp"):
        raise NotFound
    try:
        with stored.open() as file:
            picture = as_png(file.read(), side=LOGO_SIDE)
    except OSError as error:
        raise NotFound from error
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def sitemap(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the sitemap: each page in every language of the shop (sitemaps.org 0.9, with xhtml alternates)."""
    store = store_by_slug(slug)
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
    """Serve robots.txt: crawlers may read the shop, but not orders, baskets and the desk."""
    disallowed = ("/o/", "/desk/", "/api/", "/accounts/", "/mailbox/", "/s/*/basket/", "/s/*/checkout/")
    maps = [
        absolute(reverse("shop:sitemap", args=[slug]))
        for slug in Store.objects.values_list("slug", flat=True)
    ]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in disallowed),
        *(f"Sitemap: {url}" for url in maps),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def _entry(store: Store, url: str) -> str:
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(code)}" href="{escape(_in_language(store, url, code))}"/>'
        for code in languages_of(store)
    )
    return f"<url><loc>{escape(url)}</loc>{alternates}</url>"


def _in_language(store: Store, url: str, code: str) -> str:
    return url if code == store.language else f"{url}?lang={code}"
