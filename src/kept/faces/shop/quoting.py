"""What a basket would be as an order: priced as placing it prices it, so that nothing can differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kept.catalog.models import Product
from kept.catalog.sellable import sellable_variants
from kept.faces.shop.cart import Cart, CartLine
from kept.faces.shop.goods import photo_of, stock_words
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
    """A line as a page shows it. `problem` is a sentence; `left` what can be had where that is too little."""

    line: CartLine
    terms: TermsLine | None = None
    product: Product | None = None
    problem: str = ""
    left: int | None = None
    few: str = ""
    title: str = ""

    @property
    def photo(self) -> str:
        """The photo's address, or ""."""
        return photo_of(self.product) if self.product else ""

    @property
    def name(self) -> str:
        """What it is called."""
        if self.terms is None:
            return self.title or _("No longer for sale")
        return ", ".join(part for part in (self.terms.title, self.terms.variant_title) if part)

    @property
    def options(self) -> list[str]:
        """The chosen answers."""
        return [option.value for option in self.terms.options] if self.terms else []


@dataclass(slots=True)
class Quote:
    """A basket with its prices, totals and promise. `made` is None when nothing in it can be ordered."""

    lines: list[QuotedLine]
    made: PricedOrder | None
    methods: Sequence[FulfilmentMethodTerms]
    totals: list[dict[str, Any]] = field(default_factory=list)
    promised: str = ""
    late_wish: str = ""

    @property
    def can_be_ordered(self) -> bool:
        """Whether every line can be had as it stands."""
        return self.made is not None and not self.has_problems

    @property
    def has_problems(self) -> bool:
        """Whether some line cannot be had as it stands."""
        return any(line.problem for line in self.lines)

    @property
    def total(self) -> int:
        """The sum to be paid, in minor units."""
        return self.made.amounts.total if self.made else 0

    @property
    def minutes(self) -> int:
        """How long the work takes: as long as what takes longest."""
        return max((line.product.preparation_minutes for line in self.lines if line.product), default=0)


def quote(visit: StoreContext, cart: Cart, *, method: str = "", wished: datetime | None = None) -> Quote:
    """What this basket would cost and when it would come, by `method` (a code; else the first that fits).

    A line that cannot be ordered is marked and left out of the sums. A wish that cannot be held is answered
    in `late_wish`, and the promise is the soonest one.
    """
    lines = [QuotedLine(line) for line in cart.lines]
    every_method = schedule_of(visit.store).methods
    if not every_method:
        _name(visit, lines)
        return Quote(lines, None, every_method)
    chosen = next((one for one in every_method if one.code == method), every_method[0])
    made, late = _draft(visit, lines, chosen, wished)
    _name(visit, lines)
    if made is None:
        return Quote(lines, None, every_method, late_wish=late)
    _look_up(visit, lines, made)
    agreed = made.promise
    return Quote(
        lines,
        made,
        suitable(every_method, {line.kind for line in made.lines}),
        totals=totals_of(made.amounts, made.fulfilment),
        promised=when(
            agreed.earliest, agreed.latest, zone=agreed.zone, wished=agreed.wished, kind=made.method.kind,
            now=visit.now,
        ) if agreed else "",
        late_wish=late,
    )  # fmt: skip


def method_words(visit: StoreContext, method: FulfilmentMethodTerms, minutes: int) -> str:
    """When work of `minutes` would reach the customer by this way."""
    try:
        found = promise(schedule_of(visit.store), method, minutes=minutes, now=visit.now)
    except CannotPromise:
        return _("No date can be promised at the moment")
    return when(
        found.earliest.isoformat(), found.latest.isoformat(), zone=visit.store.timezone, wished=False,
        kind=method.kind, now=visit.now,
    )  # fmt: skip


def _draft(
    visit: StoreContext, lines: list[QuotedLine], method: FulfilmentMethodTerms, wished: datetime | None
) -> tuple[PricedOrder | None, str]:
    """Price what can be ordered. What cannot is marked, taken out, and the rest is tried again; so it is by the
    first way that is made for it, where the chosen one is not."""
    late = ""
    while True:
        good = [line for line in lines if line.terms is not None or not line.problem]
        if not good:
            return None, late
        try:
            made = price_order(
                actor=buyer(visit.store.pk),
                store=visit.store,
                lines=[line.cart_line.asked() for line in good],
                fulfilment=FulfilmentInput(method.code, wished=wished if method.asks_time else None),
                now=visit.now,
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
                one for one in schedule_of(visit.store).methods if one.code in refusal.facts["offered"]
            )
            continue
        except CannotPromise as refusal:
            late = refusal_text(refusal)
            if wished is None:
                return None, late
            wished = None
            continue
        for line, terms in zip(good, made.lines, strict=True):
            line.terms = terms
        return made, late


def _name(visit: StoreContext, lines: list[QuotedLine]) -> None:
    """What lines are called that are not priced, as far as they are still for sale."""
    unnamed = [line for line in lines if line.terms is None]
    known = {
        item.variant: item
        for item in sellable_variants(visit.store.pk, variants=[one.line.variant for one in unnamed])
    }
    for line in unnamed:
        item = known.get(line.cart_line.variant)
        if item is not None and item.for_sale:
            line.title = ", ".join(part for part in (item.title, item.variant_title) if part)


def _look_up(visit: StoreContext, lines: list[QuotedLine], made: PricedOrder) -> None:
    """Photos, and whether there is enough: two statements for any number of lines."""
    products = Product.objects.filter(store=visit.store).in_bulk(
        [line.terms.product for line in lines if line.terms and line.terms.product]
    )
    left = available(visit.store.pk, made.stock_needed)
    for line in lines:
        if line.terms is None:
            continue
        line.product = products.get(line.terms.product or 0)
        had = left.get(line.cart_line.variant, 0) if line.cart_line.variant in made.stock_needed else None
        if had is not None and made.stock_needed[line.cart_line.variant] > had:
            line.left = had
            line.problem = (
                _("It is sold out at the moment.")
                if had == 0
                else _("Only %(left)s of these are available at the moment.") % {"left": had}
            )
        elif had is not None:
            line.few = stock_words(had)
