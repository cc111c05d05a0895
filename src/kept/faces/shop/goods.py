"""Product cards of the shop: price, stock and promise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.catalog.models import Product, Variant
from kept.faces.shop.media import file_url
from kept.faces.shop.store_context import StoreContext
from kept.faces.ui.texts import when
from kept.orders.agreement.fulfilment import suitable
from kept.orders.agreement.quote import instant
from kept.promises.dates import Promised, promise
from kept.promises.fulfilment import policies
from kept.promises.refusals import CannotPromise
from kept.promises.schedule import FulfilmentMethodTerms, schedule_of
from kept.stock.queries import available

FEW = 5
"""From this number down the shop says how many are left."""


@dataclass(frozen=True, slots=True)
class EarliestPromise:
    """The earliest promise for a product, as a text and as a value."""

    words: str
    promised: Promised | None
    is_long: bool = False


class Promises:
    """The earliest promises for the products of a page; products with equal preparation time share one calculation."""

    def __init__(self, shop: StoreContext) -> None:
        self._shop = shop
        self._schedule = schedule_of(shop.store)
        self._cache: dict[tuple[str, int], EarliestPromise] = {}

    def of(self, product: Product) -> EarliestPromise:
        """Return the earliest promise for this product, by the first method that suits it."""
        method = method_for(self._schedule.methods, product.kind)
        if method is None:
            return EarliestPromise("", None)
        key = (method.code, product.preparation_minutes)
        if key not in self._cache:
            self._cache[key] = self._calculate(method, product.preparation_minutes)
        return self._cache[key]

    def _calculate(self, method: FulfilmentMethodTerms, minutes: int) -> EarliestPromise:
        shop = self._shop
        try:
            promised = promise(self._schedule, method, minutes=minutes, now=shop.now)
        except CannotPromise:
            return EarliestPromise(_("No date can be promised at the moment"), None, is_long=True)
        words = when(
            instant(promised.earliest), instant(promised.latest), zone=shop.store.timezone, wished=False,
            kind=method.kind, now=shop.now,
        )  # fmt: skip
        return EarliestPromise(words, promised, is_long=(promised.earliest - shop.now).days >= 3)


def method_for(methods: Iterable[FulfilmentMethodTerms], kind: str) -> FulfilmentMethodTerms | None:
    """Return the method by which the shop states its promise: of the first fulfilment kind that suits the product."""
    kinds = list(policies())
    candidates = sorted(suitable(list(methods), {kind}), key=lambda method: kinds.index(method.kind))
    return next(iter(candidates), None)


def cards(shop: StoreContext, products: Iterable[Product]) -> list[dict[str, Any]]:
    """Return products as kept/parts/product_card.html takes them, with one query of the stock for all."""
    rows = list(products)
    stock = available(shop.store.pk, [variant.pk for product in rows for variant in product.variants.all()])
    promises = Promises(shop)
    return [_card(shop, product, stock, promises) for product in rows]


def _card(shop: StoreContext, product: Product, stock: dict[int, int], promises: Promises) -> dict[str, Any]:
    variants = list(product.variants.all())
    prices = sorted(variant.price for variant in variants)
    is_sold_out = all(pieces_left(variant, stock) == 0 for variant in variants)
    soonest = promises.of(product)
    few = stock_text(sum(stock.get(variant.pk, FEW + 1) for variant in variants)) if not is_sold_out else ""
    return {
        "url": shop.page("product", product.slug),
        "name": product.title,
        "summary": product.summary,
        "photo": photo_of(product),
        "price": prices[0],
        "price_from": prices[0] != prices[-1],
        "currency": shop.store.currency,
        "when": _("Sold out at the moment") if is_sold_out else soonest.words,
        "long": soonest.is_long,
        "out": is_sold_out,
        "badge": few,
    }


def pieces_left(variant: Variant, stock: dict[int, int]) -> int | None:
    """Return how many are in stock; None where the stock is not counted."""
    return stock.get(variant.pk, 0) if variant.tracked else None


def stock_text(pieces: int | None) -> str:
    """Return the text about the stock; "" while there is plenty."""
    if pieces is None or pieces > FEW:
        return ""
    if pieces == 0:
        return _("Sold out at the moment")
    return ngettext("Only %(count)s left", "Only %(count)s left", pieces) % {"count": pieces}


def photo_of(product: Product) -> str:
    """Return the address of the product's photo; "" when it has none."""
    return file_url(product.photo, int(product.updated_at.timestamp()))
