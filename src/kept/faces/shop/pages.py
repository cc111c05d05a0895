"""The shop's pages: the stores, a store, a product, the terms."""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.catalog.queries import product_in_shop, tags_in_shop
from kept.catalog.queries import products_in_shop as goods_in_shop
from kept.faces.shop.cart import Cart
from kept.faces.shop.goods import Promises, cards, photo_of, pieces_left, stock_words
from kept.faces.shop.product_form import ProductForm
from kept.faces.shop.store_context import (
    StoreContext,
    absolute,
    languages_of,
    products_in_shop,
    remember_language,
    shown,
)
from kept.faces.shop.structured_data import product_data
from kept.kit.money import decimal_places
from kept.kit.refusals import NotFound
from kept.stock.queries import available
from kept.stores.models import Store

PER_PAGE = 48
MOST_TAGS = 12


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The one store, or the list of them."""
    stores = list(Store.objects.order_by("name")[:200])
    if len(stores) == 1:
        response = HttpResponseRedirect(f"/s/{stores[0].slug}/")
        response.headers["Cache-Control"] = "no-cache"
        return response
    return render(request, "shop/start.html", {"stores": stores})


@require_safe
@products_in_shop
def store(request: HttpRequest, visit: StoreContext) -> HttpResponse:
    """What the store sells, with price, stock and promise."""
    words = " ".join(request.GET.get("q", "").split())[:80]
    tag = request.GET.get("tag", "")[:60]
    found = goods_in_shop(visit.store.pk, words=words, tag=tag)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in (("q", words), ("tag", tag)) if value}
    context = {
        **_seo(visit, visit.url, is_indexed=not kept and page.number == 1),
        "cards": cards(visit, page.object_list),
        "page": page,
        "words": words,
        "tag": tag,
        "tags": tags_in_shop(visit.store.pk)[:MOST_TAGS],
        "newer_url": f"?{urlencode({**kept, 'page': page.number - 1})}" if page.has_previous() else "",
        "older_url": f"?{urlencode({**kept, 'page': page.number + 1})}" if page.has_next() else "",
    }
    return shown(request, visit, "shop/store.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@products_in_shop
def product(request: HttpRequest, visit: StoreContext, product: str) -> HttpResponse:
    """One product; posting its form puts it into the basket."""
    found = product_in_shop(visit.store.pk, product)
    variants = list(found.variants.all())
    left = available(visit.store.pk, [variant.pk for variant in variants])
    form = ProductForm(found, visit.store.currency, left, request.POST or None)
    if request.method == "POST" and form.is_valid():
        cart = Cart.of(request, visit.store)
        has_room = cart.add(
            variant=form.variant().pk,
            quantity=form.cleaned_data["quantity"],
            options=form.options(),
            note=form.cleaned_data.get("note", ""),
        )
        if has_room:
            cart.save(request)
            return HttpResponseRedirect(visit.page("basket"))
        form.add_error(None, _("The basket is full. Order what is in it first."))
    soonest = Promises(visit).of(found)
    out = all(pieces_left(variant, left) == 0 for variant in variants)
    context = {
        **_seo(visit, visit.page("product", found.slug)),
        "product": found,
        "photo": photo_of(found),
        "form": form,
        "questions": [form[name] for name in form.fields if name.startswith("question_")],
        "price": form.variant().price,
        "price_digits": decimal_places(visit.store.currency),
        "has_prices": len({variant.price for variant in variants}) > 1,
        "few": stock_words(pieces_left(variants[0], left)) if len(variants) == 1 else "",
        "out": out,
        "most": max((pieces_left(variant, left) or 999 for variant in variants), default=999),
        "soonest": soonest,
        "data": product_data(visit, found, left),
    }
    return shown(request, visit, "shop/product.html", context, status=422 if form.errors else 200)


@require_safe
@products_in_shop
def terms(request: HttpRequest, visit: StoreContext) -> HttpResponse:
    """The store's terms, in its own words."""
    if not visit.store.policy:
        raise NotFound
    return shown(request, visit, "shop/terms.html", _seo(visit, visit.page("terms")))


@csrf_exempt  # it sets nothing but the language cookie, and pages with an order's link send no origin
@require_POST
@products_in_shop
def language(request: HttpRequest, visit: StoreContext) -> HttpResponse:
    """Choose the language, and go back to where one was."""
    code = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = visit.url
    parts = urlsplit(back)
    kept = "&".join(part for part in parts.query.split("&") if part and not part.startswith("lang="))
    response = HttpResponseRedirect(urlunsplit(("", "", parts.path, kept, "")))
    if code in languages_of(visit.store):
        remember_language(response, code)
    return response


def _seo(visit: StoreContext, path: str, *, is_indexed: bool = True) -> dict[str, Any]:
    """Where the page truly lives, in each language."""
    store = visit.store
    own = absolute(path)

    def at(code: str) -> str:
        return own if code == store.language else f"{own}?lang={code}"

    codes = languages_of(store)
    return {
        "canonical": at(visit.language),
        "alternates": [(code, at(code)) for code in codes] if len(codes) > 1 else [],
        "default_url": own,
        "is_indexed": is_indexed,
        "site": absolute(""),
    }
