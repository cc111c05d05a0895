"""The quote of a basket, from the same step that prices an order when it is placed, so that the two cannot differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kept.catalog.models import Product
from kept.catalog.sellable import sellable_variants
from kept.faces.shop.cart import Cart, CartLine
from kept.faces.shop.goods import photo_of, stock_text
from kept.faces.shop.store_context import StoreContext
from kept.faces.ui.agreement import totals_of
from kept.faces.ui.texts import refusal_text, when
from kept.orders.agreement.fulfilment import suitable
from kept.orders.agreement.inputs import FulfilmentInput
from kept.orders.agreement.quote import PricedOrder, price_order
from kept.orders.agreement.terms import TermsLine
from kept.orders.refusals import BadLine, DoesNotSuit, NotForSale
from kept.promises.dates import promise
from kept.promises.refusals import CannotPromise
from kept.promises.schedule import FulfilmentMethodTerms, schedule_of
from kept.stock.queries import available
from kept.stores.actor import buyer


@dataclass(slots=True)
class QuotedLine:
    """A line of the basket with its price. `problem`: why it cannot be ordered. `left`: the stock, if it is too low."""

    cart_line: CartLine
    terms: TermsLine | None = None
    product: Product | None = None
    problem: str = ""
    left: int | None = None
    few: str = ""
    title: str = ""

    @property
    def photo(self) -> str:
        """Return the photo's address, or ""."""
        return photo_of(self.product) if self.product else ""

    @property
    def name(self) -> str:
        """Return the name of the product and its variant."""
        if self.terms is None:
            return self.title or _("No longer for sale")
        return ", ".join(part for part in (self.terms.title, self.terms.variant_title) if part)

    @property
    def options(self) -> list[str]:
        """Return the chosen answers."""
        return [option.value for option in self.terms.options] if self.terms else []


@dataclass(slots=True)
class Quote:
    """A basket with its prices, totals and promise. `priced` is None when nothing in it can be ordered."""

    lines: list[QuotedLine]
    priced: PricedOrder | None
    methods: Sequence[FulfilmentMethodTerms]
    totals: list[dict[str, Any]] = field(default_factory=list)
    promised: str = ""
    late_wish: str = ""

    @property
    def can_be_ordered(self) -> bool:
        """Tell whether every line can be ordered as it is."""
        return self.priced is not None and not self.has_problems

    @property
    def has_problems(self) -> bool:
        """Tell whether a line cannot be ordered as it is."""
        return any(line.problem for line in self.lines)

    @property
    def total(self) -> int:
        """Return the total in minor units."""
        return self.priced.amounts.total if self.priced else 0

    @property
    def minutes(self) -> int:
        """Return the preparation time of the order: that of the product that takes longest."""
        return max((line.product.preparation_minutes for line in self.lines if line.product), default=0)


def quote(shop: StoreContext, cart: Cart, *, method: str = "", wished: datetime | None = None) -> Quote:
    """Price the basket with the method `method` (a code; by default the first that suits it).

    A line that cannot be ordered is marked and left out of the sums. Where the wished time cannot be promised,
    `late_wish` says so, and the promise is the earliest one.
    """
    lines = [QuotedLine(line) for line in cart.lines]
    methods = schedule_of(shop.store).methods
    if not methods:
        _add_titles(shop, lines)
        return Quote(lines, None, methods)
    chosen = next((one for one in methods if one.code == method), methods[0])
    priced, late_wish = _price_possible_lines(shop, lines, chosen, wished)
    _add_titles(shop, lines)
    if priced is None:
        return Quote(lines, None, methods, late_wish=late_wish)
    _add_stock_and_products(shop, lines, priced)
    promised = priced.promise
    return Quote(
        lines,
        priced,
        suitable(methods, {line.kind for line in priced.lines}),
        totals=totals_of(priced.amounts, priced.fulfilment),
        promised=when(
            promised.earliest, promised.latest, zone=promised.zone, wished=promised.wished, kind=priced.method.kind,
            now=shop.now,
        ) if promised else "",
        late_wish=late_wish,
    )  # fmt: skip


def method_promise(shop: StoreContext, method: FulfilmentMethodTerms, minutes: int) -> str:
    """Say when an order with `minutes` of preparation would reach the customer by this method."""
    try:
        promised = promise(schedule_of(shop.store), method, minutes=minutes, now=shop.now)
    except CannotPromise:
        return _("No date can be promised at the moment")
    return when(
        promised.earliest.isoformat(), promised.latest.isoformat(), zone=shop.store.timezone, wished=False,
        kind=method.kind, now=shop.now,
    )  # fmt: skip


def _price_possible_lines(
    shop: StoreContext, lines: list[QuotedLine], method: FulfilmentMethodTerms, wished: datetime | None
) -> tuple[PricedOrder | None, str]:
    """Price the lines that can be ordered; return the result and why the wished time cannot be promised ("" if it can).

    A line that is refused is marked and left out, and the rest is tried again. Where the chosen method does not suit
    the lines, the first one that does is used.
    """
    late_wish = ""
    while True:
        good = [line for line in lines if line.terms is not None or not line.problem]
        if not good:
            return None, late_wish
        try:
            priced = price_order(
                actor=buyer(shop.store.pk),
                store=shop.store,
                lines=[line.cart_line.as_input() for line in good],
                fulfilment=FulfilmentInput(method.code, wished=wished if method.asks_time else None),
                now=shop.now,
                to_quote=True,
            )
        except NotForSale as refusal:
            for position in refusal.facts["lines"]:
                good[position].problem = _("This is no longer for sale. Remove it to continue.")
            continue
        except BadLine as refusal:
            good[refusal.facts["line"]].problem = str(refusal)
            continue
        except DoesNotSuit as refusal:
            method = next(
                one for one in schedule_of(shop.store).methods if one.code in refusal.facts["offered"]
            )
            continue
        except CannotPromise as refusal:
            late_wish = refusal_text(refusal)
            if wished is None:
                return None, late_wish
            wished = None
            continue
        for line, terms in zip(good, priced.lines, strict=True):
            line.terms = terms
        return priced, late_wish


def _add_titles(shop: StoreContext, lines: list[QuotedLine]) -> None:
    """Add titles to the lines that have no terms, as far as they are still for sale."""
    untitled = [line for line in lines if line.terms is None]
    items = {
        item.variant: item
        for item in sellable_variants(shop.store.pk, variants=[line.cart_line.variant for line in untitled])
    }
    for line in untitled:
        item = items.get(line.cart_line.variant)
        if item is not None and item.for_sale:
            line.title = ", ".join(part for part in (item.title, item.variant_title) if part)


def _add_stock_and_products(shop: StoreContext, lines: list[QuotedLine], priced: PricedOrder) -> None:
    """Add the products and what is in stock to the lines: two statements for any number of lines."""
    products = Product.objects.filter(store=shop.store).in_bulk(
        [line.terms.product for line in lines if line.terms and line.terms.product]
    )
    left = available(shop.store.pk, priced.stock_needed)
    for line in lines:
        if line.terms is None:
            continue
        line.product = products.get(line.terms.product or 0)
        in_stock = (
            left.get(line.cart_line.variant, 0) if line.cart_line.variant in priced.stock_needed else None
        )
        if in_stock is not None and priced.stock_needed[line.cart_line.variant] > in_stock:
            line.left = in_stock
            line.problem = (
                _("It is sold out at the moment.")
                if in_stock == 0
                else _("Only %(left)s of these are available at the moment.") % {"left": in_stock}
            )
        elif in_stock is not None:
            line.few = stock_text(in_stock)
