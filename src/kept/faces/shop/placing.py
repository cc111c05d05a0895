"""Place the order of a checkout, once, however often the button is pressed, and empty the basket of what was ordered.

The basket is part of what is asked: the page says what was in it as it was shown (`basket`). A page that was opened
before the basket changed, by Back or in another tab, places nothing, and nothing goes from the new basket.
"""

from collections.abc import Callable

from django.http import HttpRequest, QueryDict

from kept.customers.actions.ask_consent import ask_consent
from kept.faces.client_address import visitor_address
from kept.faces.shop.cart import Cart
from kept.faces.shop.checkout_form import CheckoutForm, newsletter_text
from kept.faces.shop.proof import visitor
from kept.faces.shop.store_context import StoreContext
from kept.kit.idempotency import fingerprint_of, idempotent_with_shared_commit
from kept.kit.refusals import NotFound
from kept.kit.tokens import seal, unseal
from kept.orders.actions.place_order import place_order
from kept.orders.models import Channel
from kept.stores.actor import Actor, holder

NEWS = "news"

# They may differ when the same page is sent twice.
_IGNORED = ("csrfmiddlewaretoken", "do")


def place(
    request: HttpRequest, shop: StoreContext, cart: Cart, form: CheckoutForm, *, seen_total: int
) -> str:
    """Place the order of the form; return the token of its link.

    The page's key makes it one order: sending the same page again returns the same token. Only the request that placed
    the order empties the basket, of what was ordered. Raises KeyReused when the page was sent before with other values,
    and what place_order raises.
    """
    actor = visitor(request, shop.store, name=form.cleaned_data["name"], email=form.cleaned_data["email"])
    placed: list[str] = []

    def work() -> str:
        placed.append(_place(request, shop, cart, form, seen_total, actor))
        return placed[0]

    token = _once(shop, request.POST, work)
    if placed:
        _empty(request, shop, cart)
    return token


def placed_token(shop: StoreContext, data: QueryDict) -> str:
    """Return the token of the order that this page has already placed; "" when there is none.

    Raises KeyReused when it placed one with other values.
    """
    try:
        return _once(shop, data, _raise_not_found)
    except NotFound:
        return ""


def _empty(request: HttpRequest, shop: StoreContext, ordered: Cart) -> None:
    """Take what was ordered out of the basket as it is now: another tab may have put something in meanwhile."""
    request.session = type(request.session)(request.session.session_key)
    cart = Cart.of(request, shop.store)
    cart.take_out(ordered.lines)
    cart.save(request)


def _once(shop: StoreContext, data: QueryDict, work: Callable[[], str]) -> str:
    values = [
        f"{name}={value}" for name in sorted(data) if name not in _IGNORED for value in data.getlist(name)
    ]
    key = data.get("key", "")
    with idempotent_with_shared_commit(
        scope=f"shop:{shop.store.pk}",
        key=fingerprint_of(key) if key else None,  # whatever was sent can be a key then
        fingerprint=fingerprint_of(*values),
        now=shop.now,
    ) as slot:
        if slot.replay is not None:
            return unseal(slot.replay.body) or ""
        token = work()
        slot.keep(303, seal(token))
    return token


def _place(
    request: HttpRequest, shop: StoreContext, cart: Cart, form: CheckoutForm, seen_total: int, actor: Actor
) -> str:
    store, data = shop.store, form.cleaned_data
    placed = place_order(
        actor=actor,
        store=store,
        channel=Channel.SHOP,
        lines=[line.as_input() for line in cart.lines],
        customer=form.customer(),
        fulfilment=form.fulfilment(),
        payment=data["payment"],
        note=data["note"],
        language=shop.language,
        expected_total=seen_total,
        client_address=visitor_address(request),
        now=shop.now,
    )
    if data["news"]:
        ask_consent(
            actor=holder(store.pk, placed.order.pk, data["name"]),
            purpose=NEWS,
            source="shop checkout",
            words=newsletter_text(),
            now=shop.now,
        )
    return placed.token


def _raise_not_found() -> str:
    raise NotFound
