"""From the fulfilment that is asked for to the one that is agreed, and what of it a store offers to whom.

Staff see their customer and may agree on what the shop does not offer by itself; everybody else is held to it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kept.catalog.models import Kind as ProductKind
from kept.customers.addresses import checked_address
from kept.customers.names import person_name
from kept.kit.refusals import Invalid
from kept.kit.text import paragraphs
from kept.orders.agreement.inputs import LONGEST_NAME, LONGEST_NOTE, FulfilmentInput
from kept.orders.agreement.terms import Fulfilment, TermsLine
from kept.orders.refusals import DoesNotSuit
from kept.promises.fulfilment import policy_of
from kept.promises.schedule import FulfilmentMethodTerms, schedule_of
from kept.stores.actor import Actor, Kind
from kept.stores.models import Store

# Of several kinds of product in one order the first that is there decides how the whole reaches its customer.
DECIDES = (ProductKind.SERVICE, ProductKind.PHYSICAL, ProductKind.DIGITAL)


def chosen_method(
    store: Store, fulfilment: FulfilmentInput, agreed: Fulfilment | None
) -> FulfilmentMethodTerms:
    """Return the method of the input, as the store offers it, or as it was agreed (`agreed`).

    Raises Invalid for one that the store does not offer (any more).
    """
    method = schedule_of(store).method(fulfilment.method)
    if agreed is not None:
        return _as_agreed(method, agreed)
    if method is None:
        raise Invalid(_("Choose how the order should reach you."), field="fulfilment_method")
    return method


def require_offered(
    actor: Actor,
    store: Store,
    method: FulfilmentMethodTerms,
    fulfilment: FulfilmentInput,
    lines: Sequence[TermsLine],
) -> None:
    """Refuse what the store does not offer for these lines: with DoesNotSuit a method that is not made for them, with
    Invalid a wish for a time where none is asked for."""
    if actor.kind == Kind.STAFF:
        return
    offered = suitable(schedule_of(store).methods, {line.kind for line in lines})
    if method.code not in {one.code for one in offered}:
        raise DoesNotSuit(
            field="fulfilment_method",
            method=method.name,
            offered=[one.code for one in offered],
            choice=", ".join(one.name for one in offered),
        )
    if fulfilment.wished is not None and not method.asks_time:
        raise Invalid(
            _("No time can be chosen with “%(method)s”. Leave it empty."), field="wished", method=method.name
        )


def suitable(
    methods: Sequence[FulfilmentMethodTerms], product_kinds: Collection[str]
) -> list[FulfilmentMethodTerms]:
    """Return the methods that are made for what is ordered: nobody posts a download. Where there is none, all are."""
    decides = next((kind for kind in DECIDES if kind in product_kinds), ProductKind.PHYSICAL)
    return [method for method in methods if decides in policy_of(method.kind).carries] or list(methods)


def agreed_fulfilment(
    store: Store,
    method: FulfilmentMethodTerms,
    fulfilment: FulfilmentInput,
    agreed: Fulfilment | None,
    items: int,
    *,
    to_quote: bool,
) -> Fulfilment:
    """Return what is agreed about how goods worth `items` (minor units) reach the customer.

    `to_quote`: the address may be missing. Raises Invalid for an address or a text that cannot be.
    """
    asks_address = policy_of(method.kind).needs_address and not to_quote
    return Fulfilment(
        method=method.code,
        kind=method.kind,
        name=method.name,
        words=method.words,
        fee=method.fee_for(items),
        tax_rate=agreed.tax_rate if agreed else store.fulfilment_tax_rate,
        address=_address(store, method, fulfilment, agreed) if asks_address else {},
        recipient=_recipient(fulfilment, agreed),
        instructions=paragraphs(fulfilment.instructions, LONGEST_NOTE, "instructions"),
        free_from=method.free_from,
        fee_below=method.fee if method.free_from is not None else 0,
    )


def _recipient(fulfilment: FulfilmentInput, agreed: Fulfilment | None) -> str:
    """Return for whom it is; a name that was agreed under older, laxer rules stays."""
    if agreed and fulfilment.recipient.strip() == agreed.recipient:
        return agreed.recipient
    return person_name(fulfilment.recipient, LONGEST_NAME, "recipient")


def _as_agreed(method: FulfilmentMethodTerms | None, agreed: Fulfilment) -> FulfilmentMethodTerms:
    """The method by its name, kind and fee of then, with today's times and payments, or none where it is gone."""
    today = method or FulfilmentMethodTerms(
        0, agreed.method, agreed.kind, agreed.name, agreed.words, 0, None, 0, 0, None,
        frozenset(), asks_time=False, pay_by=(),
    )  # fmt: skip
    return replace(
        today,
        kind=agreed.kind,
        name=agreed.name,
        words=agreed.words,
        fee=agreed.fee if agreed.free_from is None else agreed.fee_below,
        free_from=agreed.free_from,
    )


def _address(
    store: Store, method: FulfilmentMethodTerms, fulfilment: FulfilmentInput, agreed: Fulfilment | None
) -> dict[str, str]:
    """A parcel goes anywhere; a driver of the store stays at home, but for where it was agreed before."""
    address = checked_address({"country_code": store.country, **(fulfilment.address or {})})
    is_abroad = address["country_code"] != store.country
    agreed_before = agreed is not None and agreed.address == address
    if is_abroad and policy_of(method.kind).has_own_driver and not agreed_before:
        raise Invalid(
            _(
                "“%(method)s” is only available within the country. Choose an address there, or another "
                "fulfilment method."
            ),
            field="address.country_code",
            method=method.name,
        )
    return address
