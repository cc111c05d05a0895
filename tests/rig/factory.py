"""Small believable worlds for tests: a store, its people, its products, an order."""

import itertools
from datetime import time
from typing import Any

from django.utils import timezone

from kept.catalog.models import Product, Variant
from kept.kit.tokens import unseal
from kept.orders.actions.change_order import change_order
from kept.orders.actions.place_order import Placed, place_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.models import Order
from kept.promises.models import FulfilmentMethod, Opening
from kept.stock.models import Level, Movement
from kept.stores.actor import Actor, Kind, buyer, holder, proven
from kept.stores.models import Staff, Store, User
from kept.stores.queries import staff_actor
from kept.stores.roles import PERMISSIONS, Role

BERLIN = {"country_code": "DE", "street_address": "Hauptstr. 1", "postal_code": "10115", "city": "Berlin"}
# For tests in which a few strangers buy everything.
NO_LIMITS = {"most_of_article": 0, "most_unproven": 0, "share_percent": 0}

_count = itertools.count(1)


def a_store(**fields: Any) -> Store:
    """A florist in Berlin, open on weekdays, with pickup and post."""
    number = next(_count)
    values: dict[str, Any] = {
        "slug": f"florist-{number}",
        "name": "Wren & Ivy",
        "email": f"hello{number}@florist.example",
        "phone": "+49 30 1234567",
        "country": "DE",
        "currency": "EUR",
        "language": "en",
        "languages": ["en", "de", "es"],
        "timezone": "Europe/Berlin",
        "created_at": timezone.now(),
    }
    store = Store.objects.create(**{**values, **fields})
    for weekday in range(5):
        Opening.objects.create(store=store, weekday=weekday, opens=time(9), closes=time(18))
    methods = ["pickup", "delivery", "transfer", "demo_card"]
    FulfilmentMethod.objects.create(
        store=store, code="pickup", kind="pickup", name="Pickup", asks_time=True, pay_by=methods
    )
    FulfilmentMethod.objects.create(
        store=store,
        code="post",
        kind="shipping",
        name="Post",
        fee=490,
        days_least=1,
        days_most=3,
        pay_by=methods,
    )
    return store


def a_product(
    store: Store,
    title: str = "Seasonal bouquet",
    *,
    price: int = 3900,
    stock: int | None = 100,
    **fields: Any,
) -> Variant:
    """A product with one variant; `stock` None means it is not counted."""
    number = next(_count)
    product = Product.objects.create(
        store=store,
        title=title,
        slug=f"product-{number}",
        tax_rate=700,
        created_at=timezone.now(),
        updated_at=timezone.now(),
        **fields,
    )
    variant = Variant.objects.create(
        store=store, product=product, sku=f"SKU-{number:05}", price=price, tracked=stock is not None
    )
    if stock is not None:
        Level.objects.create(variant=variant, store=store, available=stock)
        Movement.objects.create(
            store=store, variant=variant, quantity=stock, kind=Movement.Kind.RECEIVED, cause="opening stock",
            actor="Mia", at=timezone.now(),
        )  # fmt: skip
    return variant


def a_person(store: Store, role: Role = Role.OWNER) -> tuple[User, Actor]:
    """Somebody with a place in the store, and the actor they are there."""
    number = next(_count)
    user = User.objects.create_user(
        f"mia{number}@florist.example", "correct horse battery", name=f"Mia {number}"
    )
    place = Staff.objects.create(store=store, user=user, role=role, joined_at=timezone.now())
    return user, staff_actor(place, user)


def an_actor(store: Store, role: Role = Role.OWNER) -> Actor:
    """Staff of the store, without a row."""
    return Actor(Kind.STAFF, store.pk, "Mia", PERMISSIONS[role], id=1)


def an_order(store: Store, *variants: Variant, quantity: int = 2, **fields: Any) -> Placed:
    """Anna's order at the shop page, for pickup, paid there."""
    if "lines" not in fields:
        chosen = variants or (a_product(store),)
        fields["lines"] = [LineInput(quantity=quantity, variant=variant.pk) for variant in chosen]
    values: dict[str, Any] = {
        "actor": buyer(store.pk, "Anna Berg"),
        "store": store,
        "channel": "shop",
        "customer": CustomerInput("Anna Berg", "anna@example.com"),
        "fulfilment": FulfilmentInput("pickup"),
        "payment": "pickup",
        "now": timezone.now(),
    }
    return place_order(**{**values, **fields})


def a_phone_order(store: Store, *variants: Variant, **fields: Any) -> Placed:
    """Anna's order, taken on the phone: staff stand for who she is."""
    return an_order(store, *variants, **{"actor": an_actor(store), "channel": "phone", **fields})


def mail_link(order: Order) -> str:
    """The token of the order's page as its mails carry it, with the proof that they were read."""
    return unseal(Order.objects.get(pk=order.pk).link_sealed) or ""


def by_mail(order: Order) -> Actor:
    """The customer, come by the link in a mail."""
    return proven(holder(order.store_id, order.pk, order.customer_name), order.email)


def pieces(count: int) -> OrderChangeInput:
    """So many of the first line, and all else as it is."""
    return OrderChangeInput(lines=(LineInput(quantity=count, key="1"),))


def change(actor: Actor, placed: Placed, count: int, **more: Any) -> Order:
    """The order is for so many from now on."""
    seen = Order.objects.get(pk=placed.order.pk).version
    return change_order(
        actor=actor,
        number=placed.order.number,
        seen_version=seen,
        change=pieces(count),
        channel="desk",
        now=timezone.now(),
        **more,
    ).order
