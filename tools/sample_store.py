"""Fills a fresh installation for a benchmark or a test; prints as JSON what clients need."""

import json
import sys
from datetime import UTC, datetime, time
from typing import Any

import django

django.setup()

from kept.catalog.models import Product, Variant  # noqa: E402
from kept.kit.tokens import hash_token, new_token  # noqa: E402
from kept.promises.models import FulfilmentMethod, Opening  # noqa: E402
from kept.stock.models import Level, Movement  # noqa: E402
from kept.stores.models import ApiKey, Staff, Store, User  # noqa: E402
from kept.stores.roles import SCOPES, Role  # noqa: E402

NOW = datetime.now(UTC)
REVIEWED_ABOVE = 10_000  # more than an ordinary order of a benchmark comes to


def main(stock: int = 1_000_000, currency: str = "EUR", products: int = 10) -> dict[str, Any]:
    """A store with `products` products of `stock` pieces each, pickup and post, an owner and a key.

    Orders above `REVIEWED_ABOVE` wait for somebody to confirm them."""
    store = Store.objects.create(
        slug="bench", name="Wren & Ivy", email="store@example.org", phone="+49 30 1234567",
        country="DE", currency=currency, languages=["en", "de", "es"],
        timezone="Europe/Berlin", review_rules={"above": REVIEWED_ABOVE}, created_at=NOW,
    )  # fmt: skip
    for weekday in range(7):
        Opening.objects.create(store=store, weekday=weekday, opens=time(0), closes=time(23, 59))
    FulfilmentMethod.objects.create(
        store=store, code="pickup", kind="pickup", name="Pickup", pay_by=["pickup", "demo_card"]
    )
    FulfilmentMethod.objects.create(
        store=store,
        code="post",
        kind="shipping",
        name="Post",
        fee=490,
        days_least=1,
        days_most=3,
        pay_by=["demo_card"],
    )
    owner = User.objects.create_user("owner@example.com", "correct horse battery", name="Mia")
    Staff.objects.create(store=store, user=owner, role=Role.OWNER, joined_at=NOW)
    return {
        "slug": store.slug,
        "store": store.pk,
        "key": _key(store),
        "variants": _products(store, products, stock),
    }


def _products(store: Store, count: int, stock: int) -> list[int]:
    variants = []
    for n in range(count):
        product = Product.objects.create(
            store=store, title=f"Thing {n}", slug=f"thing-{n}", tax_rate=1900, created_at=NOW, updated_at=NOW
        )
        variant = Variant.objects.create(store=store, product=product, sku=f"T-{n}", price=1000 + n)
        Level.objects.create(variant=variant, store=store, available=stock)
        Movement.objects.create(
            store=store,
            variant=variant,
            quantity=stock,
            kind="received",
            cause="opening stock",
            actor="Mia",
            at=NOW,
        )
        variants.append(variant.pk)
    return variants


def _key(store: Store) -> str:
    key = "kept_" + new_token()
    ApiKey.objects.create(
        store=store,
        name="benchmark",
        prefix=key[:12],
        key_hash=hash_token(key),
        scopes=list(SCOPES),
        created_by="Mia",
        created_at=NOW,
    )
    return key


if __name__ == "__main__":
    options: dict[str, Any] = {}
    for word in sys.argv[1:]:
        name, _, value = word.partition("=")
        options[name] = int(value) if value.isdigit() else value
    print(json.dumps(main(**options)))
