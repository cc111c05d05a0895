"""Place the order of a checkout, once, however often the button is pressed."""

from collections.abc import Callable

from django.http import QueryDict

from kept.customers.actions.record_consent import record_consent
from kept.faces.shop.cart import Cart
from kept.faces.shop.checkout_form import CheckoutForm, newsletter_text
from kept.faces.shop.store_context import StoreContext
from kept.kit.idempotency import fingerprint_of, idempotent_with_shared_commit
from kept.kit.refusals import NotFound
from kept.kit.tokens import seal, unseal
from kept.orders.actions.place_order import place_order
from kept.orders.models import Channel
from kept.stores.actor import buyer, holder

NEWS = "news"

# They may differ when the same page is sent twice.
_IGNORED = ("csrfmiddlewaretoken", "do")


def place(shop: StoreContext, cart: Cart, form: CheckoutForm, data: QueryDict, *, seen_total: int) -> str:
    """Place the order of the form; return the token of its link.

    The page's key makes it one order: sending the same page again returns the same token. Raises KeyReused when the
    page was sent before with other values, and what place_order raises.
    """
    return _once(shop, data, lambda: _place(shop, cart, form, seen_total))


def placed_token(shop: StoreContext, data: QueryDict) -> str:
    """Return the token of the order that this page has already placed; "" when there is none."""
    try:
        return _once(shop, data, _raise_not_found)
    except NotFound:
        return ""


def _once(shop: StoreContext, data: QueryDict, work: Callable[[], str]) -> str:
    values = [
        f"{name}={value}" for name in sorted(data) if name not in _IGNORED for value in data.getlist(name)
    ]
    key = data.get("key", "")[:60] or None
    with idempotent_with_shared_commit(
        scope=f"shop:{shop.store.pk}",
        key=key,
        fingerprint=fingerprint_of(*values),
        now=shop.now,
    ) as slot:
        if slot.replay is not None:
            return unseal(slot.replay.body) or ""
        token = work()
        slot.keep(303, seal(token))
    return token


def _place(shop: StoreContext, cart: Cart, form: CheckoutForm, seen_total: int) -> str:
    store, data = shop.store, form.cleaned_data
    placed = place_order(
        actor=buyer(store.pk, data["name"]),
        store=store,
        channel=Channel.SHOP,
        lines=[line.as_input() for line in cart.lines],
        customer=form.customer(),
        fulfilment=form.fulfilment(),
        payment=data["payment"],
        note=data["note"],
        language=shop.language,
        expected_total=seen_total,
        now=shop.now,
    )
    if data["news"] and placed.order.customer_id:
        record_consent(
            actor=holder(store.pk, placed.order.pk, data["name"]),
            customer_id=placed.order.customer_id,
            purpose=NEWS,
            granted=True,
            source="shop checkout",
            words=newsletter_text(),
            now=shop.now,
        )
    return placed.token


def _raise_not_found() -> str:
    raise NotFound
