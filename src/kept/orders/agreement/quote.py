"""Price an order: from input to terms. Placing, quoting and changing share this step. It writes nothing.

Everything an order will say is decided here, from the catalog, the store's schedule and the request, so that a
quote, a preview and the agreement cannot differ.

What was agreed stays agreed, whatever the store has changed since; a change works out anew only what it touches:

- the price of a line stays while its variant does, and that of an option while it stays chosen;
- the tax rate of a line stays while its product does;
- the name, the kind, the fee, its free limit and its tax stay while the fulfilment method does. The fee follows the
  lines by the limit that was agreed with it: below it the fee, from it on nothing, up and back without a difference;
- whether prices include tax stays always.

Today's catalog and settings are asked for the rest: a new line, another variant, another option, another method.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.catalog.queries import tax_rates
from kept.catalog.sellable import SellableVariant, sellable_variants
from kept.kit.money import LARGEST
from kept.kit.refusals import Invalid
from kept.kit.text import one_line, paragraphs
from kept.orders.agreement.amounts import sums
from kept.orders.agreement.feasibility import can_be_held
from kept.orders.agreement.fulfilment import agreed_fulfilment, chosen_method, require_offered
from kept.orders.agreement.inputs import (
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_LINES,
    MOST_PIECES,
    FulfilmentInput,
    LineInput,
)
from kept.orders.agreement.most_of_article import require_most_of_article
from kept.orders.agreement.terms import Amounts, ChosenOption, Fulfilment, Promise, Terms, TermsLine
from kept.orders.refusals import BadLine, NotForSale
from kept.promises.dates import promise
from kept.promises.schedule import FulfilmentMethodTerms, schedule_of
from kept.stores.actor import Actor
from kept.stores.models import Store
from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """An order as it would be. `stock_needed`: tracked variant id → pieces. `method`: the chosen method's terms."""

    lines: tuple[TermsLine, ...]
    fulfilment: Fulfilment
    promise: Promise | None
    amounts: Amounts
    stock_needed: dict[int, int]
    method: FulfilmentMethodTerms
    needs_review: bool


def price_order(
    *,
    actor: Actor,
    store: Store,
    lines: Sequence[LineInput],
    fulfilment: FulfilmentInput,
    now: datetime,
    agreed: Terms | None = None,
    first_key: int = 1,
    promised: Promise | None = None,
    to_quote: bool = False,
) -> PricedOrder:
    """Work out what an order would be.

    `agreed` is what holds when an order is changed; its method is kept even when the store no longer offers it.
    New lines are named from `first_key` on, so that a key never means two things in one order.
    `promised` is kept instead of a newly worked-out promise when neither the method nor the wish changed, unless
    there is more to make than it leaves time for.
    `to_quote`: somebody wants to know what it would cost and when it would come; the address may be missing.
    Raises BadLine, NotForSale, DoesNotSuit, CannotPromise or Invalid, each with a sentence.
    """
    before = {line.key: line for line in agreed.lines} if agreed else {}
    lines = _with_tax_rates(store, lines)
    _check_bounds(lines, before)
    items = _sellable_items(store.pk, lines, before)
    keys = itertools.count(first_key)
    terms_lines = tuple(
        _line(actor, position, line_input, item, before.get(line_input.key) or str(next(keys)))
        for position, (line_input, item) in enumerate(zip(lines, items, strict=True))
    )
    earlier = agreed.fulfilment if agreed and agreed.fulfilment.method == fulfilment.method else None
    method = chosen_method(store, fulfilment, earlier)
    if agreed is None:
        require_offered(actor, store, method, fulfilment, terms_lines)
        require_most_of_article(actor, store, terms_lines)
    items_total = sum(line.total for line in terms_lines)
    fulfilment_terms = agreed_fulfilment(store, method, fulfilment, earlier, items_total, to_quote=to_quote)
    tax_included = agreed.amounts.tax_included if agreed else store.prices_include_tax
    minutes = [item.preparation_minutes if item else 0 for item in items]
    more = [
        line_minutes
        for line_minutes, line in zip(minutes, terms_lines, strict=True)
        if _is_more(line, before.get(line.key))
    ]
    return PricedOrder(
        lines=terms_lines,
        fulfilment=fulfilment_terms,
        promise=_promise_that_stays(store, method, promised, more, fulfilment.wished, now)
        or _soonest_or_wished(store, method, max(minutes), fulfilment.wished, now),
        amounts=_checked_amounts(sums(terms_lines, fulfilment_terms, tax_included=tax_included)),
        stock_needed=_stock_needed(terms_lines, items),
        method=method,
        needs_review=any(item.needs_review for item in items if item),
    )


def _check_bounds(lines: Sequence[LineInput], before: Mapping[str, TermsLine]) -> None:
    if not lines:
        raise Invalid(_("An order needs at least one line."), field="lines")
    if len(lines) > MOST_LINES:
        raise Invalid(
            _("An order has at most %(most)s lines. Split it into two."), field="lines", most=MOST_LINES
        )
    for position, line in enumerate(lines):
        if not 1 <= line.quantity <= MOST_PIECES:
            raise BadLine(_("A quantity is between 1 and %(most)s."), line=position, most=MOST_PIECES)
        _note(position, line)
    _check_keys(lines, before)


def _check_keys(lines: Sequence[LineInput], before: Mapping[str, TermsLine]) -> None:
    """A key means one agreed line, once: two would share one row, and a strange one would be new under another name."""
    keys: set[str] = set()
    for position, line in enumerate(lines):
        if not line.key:
            continue
        if line.key not in before:
            raise BadLine(
                _("This line is not in the order as it stands now. Add it as a new one, or leave it out."),
                line=position,
            )
        if line.key in keys:
            raise BadLine(_("The same line is here twice. Keep one of them."), line=position)
        keys.add(line.key)


def _sellable_items(
    store_id: int, lines: Sequence[LineInput], before: Mapping[str, TermsLine]
) -> list[SellableVariant | None]:
    ids = [_variant(line, before) for line in lines]
    skus = {line.sku for line in lines if line.sku}
    variants = sellable_variants(store_id, variants={variant for variant in ids if variant}, skus=skus)
    by_id = {item.variant: item for item in variants}
    by_sku = {item.sku: item for item in variants}
    items = [
        by_id.get(variant) if variant else by_sku.get(line.sku)
        for line, variant in zip(lines, ids, strict=True)
    ]
    not_for_sale = [
        position
        for position, (line, item) in enumerate(zip(lines, items, strict=True))
        if not _is_free(line, before) and not _is_available(item, before.get(line.key))
    ]
    if not_for_sale:
        raise NotForSale(lines=not_for_sale)
    return items


def _with_tax_rates(store: Store, lines: Sequence[LineInput]) -> Sequence[LineInput]:
    """Free lines without a tax rate of their own with the one that most of the store's products have."""
    untaxed = [line for line in lines if line.tax_rate is None and _is_free(line, {})]
    if not untaxed:
        return lines
    usual = next(iter(tax_rates(store.pk)), store.fulfilment_tax_rate)
    return [replace(line, tax_rate=usual) if line in untaxed else line for line in lines]


def _variant(line: LineInput, before: Mapping[str, TermsLine]) -> int | None:
    """The variant asked for; a line that only names its key means the one agreed."""
    agreed = before.get(line.key)
    return line.variant or (agreed.variant if agreed and not line.sku else None)


def _is_free(line: LineInput, before: Mapping[str, TermsLine]) -> bool:
    agreed = before.get(line.key)
    if line.variant or line.sku or agreed:
        return agreed is not None and agreed.variant is None and not (line.variant or line.sku)
    return bool(line.title.strip()) or line.unit_price is not None or line.tax_rate is not None


def _is_available(item: SellableVariant | None, agreed: TermsLine | None) -> bool:
    """Tell whether it can be sold: what was agreed can, even if the shop no longer offers it."""
    return item is not None and (item.for_sale or (agreed is not None and agreed.variant == item.variant))


def _line(
    actor: Actor,
    position: int,
    line_input: LineInput,
    item: SellableVariant | None,
    agreed_or_key: TermsLine | str,
) -> TermsLine:
    """`agreed_or_key`: the line as agreed before, or the key of a new one."""
    if isinstance(agreed_or_key, TermsLine):
        same_thing = item is None or item.variant == agreed_or_key.variant
        if same_thing and set(line_input.options) == {option.id for option in agreed_or_key.options}:
            return _line_as_agreed(actor, position, line_input, agreed_or_key)
    agreed = agreed_or_key if isinstance(agreed_or_key, TermsLine) else None
    key = agreed.key if agreed else str(agreed_or_key)
    if item is None:
        return _free_line(actor, position, key, line_input)
    same = agreed if agreed and agreed.variant == item.variant else None
    options = _options(position, line_input, item, same)
    unit_price = _price(item, same) + sum(option.price for option in options)
    if line_input.unit_price is not None and line_input.unit_price != unit_price:
        actor.require(May.SET_PRICES)
        unit_price = line_input.unit_price
    if unit_price < 0:
        raise BadLine(_("A price is not below zero."), line=position)
    note = _note(position, line_input)
    if item.note_required and not note:
        raise BadLine(_("“%(label)s” needs an answer."), line=position, label=item.note_label)
    return TermsLine(
        key=key,
        variant=item.variant,
        product=item.product,
        sku=item.sku,
        title=item.title,
        variant_title=item.variant_title,
        kind=item.kind,
        quantity=line_input.quantity,
        unit_price=unit_price,
        total=unit_price * line_input.quantity,
        tax_rate=agreed.tax_rate if agreed and agreed.product == item.product else item.tax_rate,
        options=options,
        note_label=item.note_label if note else "",
        note=note,
    )


def _line_as_agreed(actor: Actor, position: int, line_input: LineInput, agreed: TermsLine) -> TermsLine:
    """Return a line as it was agreed: the price too, unless somebody who may sets another."""
    unit_price = agreed.unit_price
    if line_input.unit_price is not None and line_input.unit_price != unit_price:
        actor.require(May.SET_PRICES)
        unit_price = line_input.unit_price
    note = _note(position, line_input)
    return replace(
        agreed,
        quantity=line_input.quantity,
        unit_price=unit_price,
        total=unit_price * line_input.quantity,
        note=note,
    )


def _price(item: SellableVariant, agreed: TermsLine | None) -> int:
    """Without options. What somebody gave for less than its options alone costs nothing without them."""
    if agreed is None:
        return item.price
    return max(0, agreed.unit_price - sum(option.price for option in agreed.options))


def _free_line(actor: Actor, position: int, key: str, line_input: LineInput) -> TermsLine:
    actor.require(May.SET_PRICES)
    if line_input.unit_price is None or line_input.unit_price < 0:
        raise BadLine(_("A line without a product needs a price."), line=position)
    title = _of_line(position, one_line, line_input.title, LONGEST_NAME)
    if not any(character.isalnum() for character in title):
        raise BadLine(_("A line without a product needs a name."), line=position)
    return TermsLine(
        key=key,
        variant=None,
        product=None,
        sku="",
        title=title,
        variant_title="",
        kind="physical",
        quantity=line_input.quantity,
        unit_price=line_input.unit_price,
        total=line_input.unit_price * line_input.quantity,
        tax_rate=line_input.tax_rate or 0,
        note=_note(position, line_input),
    )


def _note(position: int, line_input: LineInput) -> str:
    return _of_line(position, paragraphs, line_input.note, LONGEST_NOTE)


def _of_line(position: int, normalize: Callable[[str, int], str], text: str, most: int) -> str:
    try:
        return normalize(text, most)
    except Invalid as error:
        raise BadLine(
            _("This is too long: at most %(most)s characters."), line=position, most=most
        ) from error


def _options(
    position: int, line_input: LineInput, item: SellableVariant, agreed: TermsLine | None
) -> tuple[ChosenOption, ...]:
    unknown = [option for option in line_input.options if option not in item.options]
    if unknown or len(set(line_input.options)) != len(line_input.options):
        raise BadLine(_("A chosen option does not belong to this product."), line=position)
    for question in item.questions.values():
        chosen = sum(1 for option in line_input.options if item.options[option].group == question.id)
        if not question.least <= chosen <= question.most:
            raise BadLine(
                _("“%(question)s” needs between %(least)s and %(most)s answers."),
                line=position, question=question.name, least=question.least, most=question.most,
            )  # fmt: skip
    agreed_options = {option.id: option for option in agreed.options} if agreed else {}
    return tuple(
        agreed_options.get(option)
        or ChosenOption(option, item.questions[answer.group].name, answer.name, answer.price)
        for option, answer in item.options.items()
        if option in line_input.options
    )


def _is_more(line: TermsLine, agreed: TermsLine | None) -> bool:
    """Tell whether there is something to make that was not agreed before."""
    if agreed is None or line.quantity > agreed.quantity:
        return True
    return (line.variant, line.options) != (agreed.variant, agreed.options)


def _promise_that_stays(
    store: Store,
    method: FulfilmentMethodTerms,
    promised: Promise | None,
    more: Sequence[int],
    wished: datetime | None,
    now: datetime,
) -> Promise | None:
    """Return what was promised, as long as what was added (`more`: minutes of work of each) can be ready in time.

    The soonest in its place, but for who names that very time: it is refused as any other that cannot be held.
    """
    if promised is None or not more:
        return promised
    soonest = _soonest_or_wished(store, method, max(more), None, now)
    if can_be_held(promised, soonest, method.kind):
        return promised
    return _soonest_or_wished(store, method, max(more), wished, now) if wished else soonest


def _soonest_or_wished(
    store: Store, method: FulfilmentMethodTerms, minutes: int, wished: datetime | None, now: datetime
) -> Promise:
    promised = promise(schedule_of(store), method, minutes=minutes, now=now, wished=wished)
    return Promise(instant(promised.earliest), instant(promised.latest), store.timezone, promised.wished)


def instant(moment: datetime) -> str:
    """An aware UTC datetime as it stands in the terms: ISO 8601 in whole seconds, with Z."""
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _stock_needed(lines: Sequence[TermsLine], items: Sequence[SellableVariant | None]) -> dict[int, int]:
    stock_needed: dict[int, int] = {}
    for line, item in zip(lines, items, strict=True):
        if item and item.tracked:
            stock_needed[item.variant] = stock_needed.get(item.variant, 0) + line.quantity
    return stock_needed


def _checked_amounts(amounts: Amounts) -> Amounts:
    if amounts.total > LARGEST:
        raise Invalid(_("The order is larger than Kept can add up. Split it into two."), field="lines")
    return amounts
