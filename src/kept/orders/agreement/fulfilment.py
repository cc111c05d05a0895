"""From the fulfilment that is asked for to the one that is agreed, and what of it a store offers to whom.

Staff see their customer and may agree on what the shop does not offer by itself; everybody else is held to it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kept.catalog.models import Kind as ProductKind
from kept.customers.addresses import checked_address
from kept.kit.refusals import Invalid
from kept.kit.text import one_line, paragraphs
from kept.orders.agreement.inputs import LONGEST_NAME, LONGEST_NOTE, FulfilmentAsked
from kept.orders.agreement.terms import Fulfilment, TermsLine
from kept.orders.refusals import DoesNotSuit
from kept.promises.fulfilment import policy_of
from kept.promises.rhythm import WayTerms, rhythm_of
from kept.stores.actor import Actor, Kind
from kept.stores.models import Store

# Of several kinds of product in one order the first that is there decides how the whole reaches its customer.
DECIDES = (ProductKind.SERVICE, ProductKind.PHYSICAL, ProductKind.DIGITAL)


def chosen_method(store: Store, asked: FulfilmentAsked, kept: Fulfilment | None) -> WayTerms:
    """Return the method that was asked for, as it is offered, or as it was agreed (`kept`). Raises Invalid for one that
    the store does not offer (any more)."""
    way = rhythm_of(store).way(asked.way)
    if kept is not None:
        return _as_agreed(way, kept)
    if way is None:
        raise Invalid(_("Choose how the order should reach you."), field="way")
    return way


def require_offered(
    actor: Actor, store: Store, way: WayTerms, asked: FulfilmentAsked, lines: Sequence[TermsLine]
) -> None:
    """Refuse what the store does not offer for these lines: with DoesNotSuit a method that is not made for them, with
    Invalid a wish for a time where none is asked for."""
    if actor.kind == Kind.STAFF:
        return
    offered = suitable(rhythm_of(store).ways, {line.kind for line in lines})
    if way.code not in {one.code for one in offered}:
        raise DoesNotSuit(
            field="way",
            way=way.name,
            offered=[one.code for one in offered],
            choice=", ".join(one.name for one in offered),
        )
    if asked.wished is not None and not way.asks_time:
        raise Invalid(
            _("No time can be wished for with “%(way)s”. Leave it open."), field="wished", way=way.name
        )


def suitable(ways: Sequence[WayTerms], product_kinds: Collection[str]) -> list[WayTerms]:
    """Return the methods that are made for what is ordered: nobody posts a download. Where there is none, all are."""
    decides = next((kind for kind in DECIDES if kind in product_kinds), ProductKind.PHYSICAL)
    return [way for way in ways if decides in policy_of(way.kind).carries] or list(ways)


def agreed_fulfilment(
    store: Store,
    way: WayTerms,
    asked: FulfilmentAsked,
    kept: Fulfilment | None,
    items: int,
    *,
    to_quote: bool,
) -> Fulfilment:
    """Return what is agreed about how goods worth `items` (minor units) reach the customer.

    `to_quote`: the address may be missing. Raises Invalid for an address or a text that cannot be.
    """
    asks_address = policy_of(way.kind).needs_address and not to_quote
    return Fulfilment(
        way=way.code,
        kind=way.kind,
        name=way.name,
        words=way.words,
        fee=way.fee_for(items),
        tax_rate=kept.tax_rate if kept else store.fulfilment_tax_rate,
        address=_address(store, way, asked, kept) if asks_address else {},
        recipient=one_line(asked.recipient, LONGEST_NAME, "recipient"),
        instructions=paragraphs(asked.instructions, LONGEST_NOTE, "instructions"),
        free_from=way.free_from,
        fee_below=way.fee if way.free_from is not None else 0,
    )


def _as_agreed(way: WayTerms | None, agreed: Fulfilment) -> WayTerms:
    """The method by its name, kind and fee of then, with today's times and payments, or none where it is gone."""
    today = way or WayTerms(0, agreed.way, agreed.kind, agreed.name, agreed.words, 0, None, 0, 0, None,
                            frozenset(), asks_time=False, pay_by=())  # fmt: skip
    return replace(
        today,
        kind=agreed.kind,
        name=agreed.name,
        words=agreed.words,
        fee=agreed.fee if agreed.free_from is None else agreed.fee_below,
        free_from=agreed.free_from,
    )


def _address(store: Store, way: WayTerms, asked: FulfilmentAsked, kept: Fulfilment | None) -> dict[str, str]:
    """A parcel goes anywhere; a driver of the store stays at home, but for where it was agreed before."""
    address = checked_address({"country_code": store.country, **(asked.address or {})})
    is_abroad = address["country_code"] != store.country
    agreed_before = kept is not None and kept.address == address
    if is_abroad and policy_of(way.kind).has_own_driver and not agreed_before:
        raise Invalid(
            _("“%(way)s” does not leave the country. Choose an address within it, or another way."),
            field="address.country_code",
            way=way.name,
        )
    return address
