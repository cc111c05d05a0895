"""A small believable shop for the tests of the shop."""

import pytest

from kept.catalog.models import Option, OptionGroup, Product, Variant
from kept.promises.models import FulfilmentMethod
from kept.stock.models import Level
from kept.stores.models import Store
from tests.rig.factory import a_product, a_store


@pytest.fixture
def store(db) -> Store:
    """Wren & Ivy, with pickup, post and own delivery at a wished time."""
    row = a_store(
        tagline="Flowers for the days that count",
        about="Two sisters, one workshop, and whatever grows this week.",
        address={
            "country_code": "DE",
            "street_address": "Gartenstr. 3",
            "postal_code": "10115",
            "city": "Berlin",
        },
        policy="Fresh flowers cannot be sent back.\n\nTell us within a day if something is wrong.",
        accent="#7a3b5e",
    )
    FulfilmentMethod.objects.create(
        store=row, code="driver", kind="delivery", name="Our driver", fee=650, free_from=10000,
        asks_time=True, words="Within the ring of the S-Bahn", pay_by=["delivery", "demo_card"], position=1,
    )  # fmt: skip
    FulfilmentMethod.objects.filter(store=row, code="pickup").update(asks_time=True)
    return row


@pytest.fixture
def bouquet(store) -> Product:
    """A bouquet in two sizes, with a vase or without, and a card."""
    small = a_product(
        store, "Seasonal bouquet", price=3900, stock=4, tags=["flowers", "gift"], preparation_minutes=120,
        summary="What is best this week, tied by hand.",
        description="Lasts a week.\n\nMore if you cut the stems.",
        note_label="Card text",
    )  # fmt: skip
    product = small.product
    small.title = "Small"
    small.save()
    large = Variant.objects.create(
        store=store, product=product, sku="BOUQUET-L", title="Large", price=5900, position=1
    )
    Level.objects.create(variant=large, store=store, available=0)
    vase = OptionGroup.objects.create(store=store, product=product, name="A vase with it?")
    Option.objects.create(store=store, group=vase, name="Clay vase", price_difference=1500)
    ribbon = OptionGroup.objects.create(
        store=store, product=product, name="Ribbon", least=1, most=1, position=1
    )
    Option.objects.create(store=store, group=ribbon, name="White")
    Option.objects.create(store=store, group=ribbon, name="Red", position=1)
    return product


@pytest.fixture
def wreath(store) -> Variant:
    """A plain product without choices."""
    return a_product(store, "Dried wreath", price=4650, stock=3, tags=["dried"])
