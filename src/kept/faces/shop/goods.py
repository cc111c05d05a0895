"""What the shop shows of its goods: cards, prices, stock stated honestly, and the promise on each."""

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
"""From here down the shop says how many are left."""


@dataclass(frozen=True, slots=True)
class Soonest:
    """The soonest a product can be had, in words, and for machines."""

    words: str
    promised: Promised | None
    is_long: bool = False


class Promises:
    """The promise on each product of a page; products that take equally long share one calculation."""

    def __init__(self, visit: StoreContext) -> None:
        self._visit = visit
        self._schedule = schedule_of(visit.store)
        self._known: dict[tuple[str, int], Soonest] = {}

    def of(self, product: Product) -> Soonest:
        """What can be promised for this product now, by the way that suits it first."""
        method = method_for(self._schedule.methods, product.kind)
        if method is None:
            return Soonest("", None)
        key = (method.code, product.preparation_minutes)
        if key not in self._known:
            self._known[key] = self._work_out(method, product.preparation_minutes)
        return self._known[key]

    def _work_out(self, method: FulfilmentMethodTerms, minutes: int) -> Soonest:
        visit = self._visit
        try:
            found = promise(self._schedule, method, minutes=minutes, now=visit.now)
        except CannotPromise:
            return Soonest(_("No date can be promised at the moment"), None, is_long=True)
        words = when(
            instant(found.earliest), instant(found.latest), zone=visit.store.timezone, wished=False,
            kind=method.kind, now=visit.now,
        )  # fmt: skip
        return Soonest(words, found, is_long=(found.earliest - visit.now).days >= 3)


def method_for(methods: Iterable[FulfilmentMethodTerms], kind: str) -> FulfilmentMethodTerms | None:
    """The way by which the shop states its promise: the first kind that suits the product."""
    places = list(policies())
    fitting = sorted(suitable(list(methods), {kind}), key=lambda method: places.index(method.kind))
    return next(iter(fitting), None)


def cards(visit: StoreContext, products: Iterable[Product]) -> list[dict[str, Any]]:
    """Products as kept/parts/product_card.html takes them, with one look at the stock for all."""
    shown = list(products)
    left = available(visit.store.pk, [variant.pk for product in shown for variant in product.variants.all()])
    promises = Promises(visit)
    return [_card(visit, product, left, promises) for product in shown]


def _card(visit: StoreContext, product: Product, left: dict[int, int], promises: Promises) -> dict[str, Any]:
    variants = list(product.variants.all())
    prices = sorted(variant.price for variant in variants)
    out = all(pieces_left(variant, left) == 0 for variant in variants)
    soonest = promises.of(product)
    few = stock_words(sum(left.get(variant.pk, FEW + 1) for variant in variants)) if not out else ""
    return {
        "url": visit.page("product", product.slug),
        "name": product.title,
        "summary": product.summary,
        "photo": photo_of(product),
        "price": prices[0],
        "price_from": prices[0] != prices[-1],
        "currency": visit.store.currency,
        "when": _("Sold out at the moment") if out else soonest.words,
        "long": soonest.is_long,
        "out": out,
        "badge": few,
    }


def pieces_left(variant: Variant, left: dict[int, int]) -> int | None:
    """How many can be had; None where the stock is not counted."""
    return left.get(variant.pk, 0) if variant.tracked else None


def stock_words(pieces: int | None) -> str:
    """What the shop says about the stock; nothing while there is plenty."""
    if pieces is None or pieces > FEW:
        return ""
    if pieces == 0:
        return _("Sold out at the moment")
    return ngettext("Only %(count)s left", "Only %(count)s left", pieces) % {"count": pieces}


def photo_of(product: Product) -> str:
    """The address of the product's photo; "" when it has none."""
    return file_url(product.photo, int(product.updated_at.timestamp()))
