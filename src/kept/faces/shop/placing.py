"""From a filled-in checkout to an order: once, however often the button is pressed."""

from django.http import HttpRequest

from kept.customers.actions.give_consent import give_consent
from kept.faces.shop.cart import Cart
from kept.faces.shop.checkout_form import CheckoutForm, news_words
from kept.faces.shop.visit import Visit
from kept.orders.actions.place_order import place_order
from kept.orders.models import Channel
from kept.stores.actor import buyer, holder

NEWS = "news"


def place(request: HttpRequest, visit: Visit, cart: Cart, form: CheckoutForm, *, seen_total: int) -> str:
    """Place the order that the form describes; returns the token of its link. Raises as place_order does."""
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
    if said["news"]:
        give_consent(
            actor=holder(store.pk, placed.order.pk, said["name"]),
            customer_id=placed.order.customer_id,
            purpose=NEWS,
            source="shop checkout",
            words=news_words(),
            now=visit.now,
        )
    return placed.token
