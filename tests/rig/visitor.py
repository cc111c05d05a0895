"""What a visitor of the shop does, for tests that begin further on."""

from typing import Any

from django.test import Client

from kept.catalog.models import Product, Variant
from kept.stores.models import Store


def home(store: Store) -> str:
    """The store's page."""
    return f"/s/{store.slug}/"


def page_of(store: Store, product: Product) -> str:
    """A product's page."""
    return f"{home(store)}p/{product.slug}/"


def answers(bouquet: Product, **changed: Any) -> dict[str, Any]:
    """The bouquet's form, filled in: small, white ribbon, no vase."""
    ribbon = bouquet.option_groups.get(name="Ribbon")
    white = ribbon.options.get(name="White")
    said = {
        "variant": bouquet.variants.get(title="Small").pk,
        f"question_{ribbon.pk}": white.pk,
        "note": "For Lotte",
        "quantity": "1",
    }
    return {**said, **changed}


def take(client: Client, store: Store, variant: Variant, quantity: int = 1) -> None:
    """Put a plain product into the basket."""
    taken = client.post(page_of(store, variant.product), {"quantity": str(quantity)})
    assert taken.status_code == 302, taken.context["form"].errors


def filled_in(client: Client, store: Store, **changed: Any) -> dict[str, Any]:
    """The checkout page as Anna fills it in, with the key and the total that stood on it."""
    shown = client.get(f"{home(store)}checkout/")
    assert shown.status_code == 200
    said = {
        "do": "place",
        "key": shown.context["key"],
        "basket": shown.context["basket"],
        "total": str(shown.context["quote"].total),
        "fulfilment_method": "pickup",
        "day": "",
        "time": "",
        "name": "Anna Berg",
        "email": "anna@example.com",
        "phone": "",
        "payment": "pickup",
        "note": "Nut allergy",
        "website": "",
    }
    return {**said, **changed}


def order(client: Client, store: Store, variant: Variant, **changed: Any) -> str:
    """Anna orders; the address of her order page."""
    take(client, store, variant)
    sent = client.post(f"{home(store)}checkout/", filled_in(client, store, **changed))
    assert sent.status_code == 302, sent.context["form"].errors
    return sent.url.removesuffix("thanks/")


def page(token: str, part: str = "") -> str:
    """A page of the order that this link opens."""
    return f"/o/{token}/{part}"


def text(response) -> str:
    """What a page says, spaces made equal."""
    return " ".join(response.content.decode().replace("\u202f", " ").split())
