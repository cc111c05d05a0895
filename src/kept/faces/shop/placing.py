"""From a filled-in checkout to an order: once, however often the button is pressed."""

from collections.abc import Callable

from django.http import QueryDict

from kept.customers.actions.record_consent import record_consent
from kept.faces.shop.cart import Cart
from kept.faces.shop.checkout_form import CheckoutForm, news_words
from kept.faces.shop.store_context import StoreContext
from kept.kit.idempotency import fingerprint_of, idempotent_with_shared_commit
from kept.kit.refusals import NotFound
from kept.kit.tokens import seal, unseal
from kept.orders.actions.place_order import place_order
from kept.orders.models import Channel
from kept.stores.actor import buyer, holder

NEWS = "news"

# They differ between two sendings of the same page without its meaning anything else.
_NOT_MEANT = ("csrfmiddlewaretoken", "do")


def place(visit: StoreContext, cart: Cart, form: CheckoutForm, typed: QueryDict, *, seen_total: int) -> str:
    """Place the order that the form describes; returns the token of its link. Raises as place_order does.

    The page's key makes it one order: sending the same page again gives the same token. Raises KeyReused when
    the page was sent before with other words.
    """
    return _once(visit, typed, lambda: _place(visit, cart, form, seen_total))


def placed_before(visit: StoreContext, typed: QueryDict) -> str:
    """The token of the order that this very page has placed already; "" when there is none."""
    try:
        return _once(visit, typed, _nothing)
    except NotFound:
        return ""


def _once(visit: StoreContext, typed: QueryDict, work: Callable[[], str]) -> str:
    meant = [
        f"{name}={value}" for name in sorted(typed) if name not in _NOT_MEANT for value in typed.getlist(name)
    ]
    key = typed.get("key", "")[:60] or None
    with idempotent_with_shared_commit(
        scope=f"shop:{visit.store.pk}",
        key=key,
        fingerprint=fingerprint_of(*meant),
        now=visit.now,
    ) as slot:
        if slot.replay is not None:
            return unseal(slot.replay.body) or ""
        token = work()
        slot.keep(303, seal(token))
    return token


def _place(visit: StoreContext, cart: Cart, form: CheckoutForm, seen_total: int) -> str:
    store, said = visit.store, form.cleaned_data
    placed = place_order(
        actor=buyer(store.pk, said["name"]),
        store=store,
        channel=Channel.SHOP,
        lines=[line.asked() for line in cart.lines],
        customer=form.customer(),
        fulfilment=form.fulfilment(),
        payment=said["payment"],
        note=said["note"],
        language=visit.language,
        expected_total=seen_total,
        now=visit.now,
    )
    if said["news"] and placed.order.customer_id:
        record_consent(
            actor=holder(store.pk, placed.order.pk, said["name"]),
            customer_id=placed.order.customer_id,
            purpose=NEWS,
            granted=True,
            source="shop checkout",
            words=news_words(),
            now=visit.now,
        )
    return placed.token


def _nothing() -> str:
    raise NotFound
