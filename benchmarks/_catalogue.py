"""Makes a product for each line `code,title` of a CSV file, well stocked, and prints `code,variant`."""

import csv
import sys
from datetime import UTC, datetime

import django

django.setup()

from kept.catalog.models import Product, Variant  # noqa: E402
from kept.kit.transactions import durable  # noqa: E402
from kept.stock.models import Level, Movement  # noqa: E402
from kept.stores.models import Store  # noqa: E402

STOCK = 10_000_000
NOW = datetime.now(UTC)


def main(path: str) -> None:
    """All in one transaction."""
    store = Store.objects.get()
    out = csv.writer(sys.stdout)
    with durable(), open(path, newline="") as file:
        for number, (code, title) in enumerate(csv.reader(file)):
            product = Product.objects.create(
                store=store, title=title[:160], slug=f"p-{number}", created_at=NOW, updated_at=NOW
            )
            variant = Variant.objects.create(store=store, product=product, sku=f"C-{code}"[:64], price=100)
            Level.objects.create(variant=variant, store=store, available=STOCK)
            Movement.objects.create(
                store=store,
                variant=variant,
                quantity=STOCK,
                kind="received",
                cause="opening stock",
                actor="Mia",
                at=NOW,
            )
            out.writerow([code, variant.pk])


if __name__ == "__main__":
    main(sys.argv[1])
