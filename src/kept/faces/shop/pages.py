"""The shop's pages: list of stores, store, product, terms."""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.catalog.queries import product_in_shop, products_in_shop, tags_in_shop
from kept.faces.shop.cart import MOST_OF_ONE, Cart
from kept.faces.shop.goods import Promises, cards, photo_of, pieces_left, stock_text
from kept.faces.shop.product_form import ProductForm
from kept.faces.shop.store_context import (
    StoreContext,
    absolute,
    languages_of,
    remember_language,
    render_page,
    shop_view,
)
from kept.faces.shop.structured_data import product_data
from kept.faces.ui.locales import number_locale
from kept.kit.money import decimal_places
from kept.kit.refusals import NotFound
from kept.stock.queries import available
from kept.stores.models import Store
from kept.stores.order_limits import limits_of

PER_PAGE = 48
MOST_TAGS = 12


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the list of stores; with only one, redirect to it."""
    stores = list(Store.objects.order_by("name")[:200])
    if len(stores) == 1:
        response = HttpResponseRedirect(f"/s/{stores[0].slug}/")
        response.headers["Cache-Control"] = "no-cache"
        return response
    return render(request, "shop/start.html", {"stores": stores})


@require_safe
@shop_view
def store(request: HttpRequest, shop: StoreContext) -> HttpResponse:
    """Show the store's products with price, stock and promise."""
    search = " ".join(request.GET.get("q", "").split())[:80]
    tag = request.GET.get("tag", "")[:60]
    products = products_in_shop(shop.store.pk, search=search, tag=tag)
    page = Paginator(products, PER_PAGE).get_page(request.GET.get("page"))
    query = {name: value for name, value in (("q", search), ("tag", tag)) if value}
    context = {
        **_seo(shop, shop.url, is_indexed=not query and page.number == 1),
        "cards": cards(shop, page.object_list),
        "page": page,
        "words": search,
        "tag": tag,
        "tags": tags_in_shop(shop.store.pk)[:MOST_TAGS],
        "newer_url": f"?{urlencode({**query, 'page': page.number - 1})}" if page.has_previous() else "",
        "older_url": f"?{urlencode({**query, 'page': page.number + 1})}" if page.has_next() else "",
    }
    return render_page(request, shop, "shop/store.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_view
def product(request: HttpRequest, shop: StoreContext, product: str) -> HttpResponse:
    """Show a product; posting its form puts it into the basket."""
    row = product_in_shop(shop.store.pk, product)
    variants = list(row.variants.all())
    stock = available(shop.store.pk, [variant.pk for variant in variants])
    most = limits_of(shop.store).most_of_article or MOST_OF_ONE
    form = ProductForm(row, shop.store.currency, stock, request.POST or None, most=most)
    if request.method == "POST" and form.is_valid():
        cart = Cart.of(request, shop.store)
        has_room = cart.add(
            variant=form.variant().pk,
            quantity=form.cleaned_data["quantity"],
            options=form.options(),
            note=form.cleaned_data.get("note", ""),
        )
        if has_room:
            cart.save(request)
            return HttpResponseRedirect(shop.page("basket"))
        form.add_error(None, _("The basket is full. Order what is in it first."))
    soonest = Promises(shop).of(row)
    is_sold_out = all(pieces_left(variant, stock) == 0 for variant in variants)
    context = {
        **_seo(shop, shop.page("product", row.slug)),
        "product": row,
        "photo": photo_of(row),
        "form": form,
        "questions": [form[name] for name in form.fields if name.startswith("question_")],
        "price": form.variant().price,
        "price_digits": decimal_places(shop.store.currency),
        "price_locale": number_locale().replace("_", "-"),
        "has_prices": len({variant.price for variant in variants}) > 1,
        "few": stock_text(pieces_left(variants[0], stock)) if len(variants) == 1 else "",
        "out": is_sold_out,
        "most": min(most, max((pieces_left(variant, stock) or most for variant in variants), default=most)),
        "soonest": soonest,
        "data": product_data(shop, row, stock),
    }
    return render_page(request, shop, "shop/product.html", context, status=422 if form.errors else 200)


@require_safe
@shop_view
def terms(request: HttpRequest, shop: StoreContext) -> HttpResponse:
    """Show the store's own terms."""
    if not shop.store.policy:
        raise NotFound
    return render_page(request, shop, "shop/terms.html", _seo(shop, shop.page("terms")))


@csrf_exempt  # it sets nothing but the language cookie, and pages with an order's link send no origin
@require_POST
@shop_view
def language(request: HttpRequest, shop: StoreContext) -> HttpResponse:
    """Choose the language and go back to the page before."""
    code = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = shop.url
    parts = urlsplit(back)
    query = "&".join(part for part in parts.query.split("&") if part and not part.startswith("lang="))
    response = HttpResponseRedirect(urlunsplit(("", "", parts.path, query, "")))
    if code in languages_of(shop.store):
        remember_language(response, code)
    return response


def _seo(shop: StoreContext, path: str, *, is_indexed: bool = True) -> dict[str, Any]:
    """Return what search engines need: the page's own address and those in other languages."""
    store = shop.store
    own = absolute(path)

    def at(code: str) -> str:
        return own if code == store.language else f"{own}?lang={code}"

    codes = languages_of(store)
    return {
        "canonical": at(shop.language),
        "alternates": [(code, at(code)) for code in codes] if len(codes) > 1 else [],
        "default_url": own,
        "is_indexed": is_indexed,
        "site": absolute(""),
    }
