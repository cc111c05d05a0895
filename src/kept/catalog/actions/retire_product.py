"""Take a product off the shop. Orders that have it keep it."""

from datetime import datetime

from kept.catalog.events import ProductRetired
from kept.catalog.locks import lock_product
from kept.catalog.models import Product
from kept.catalog.writes import save_change
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def retire_product(*, actor: Actor, product_id: int, now: datetime) -> Product:
    """Take the product off the shop. Doing it again changes nothing. Raises NotFound."""
    actor.require(May.WRITE_CATALOG)
    with durable():
        product = lock_product(actor, product_id)
        if product.active:
            product.active = False
            save_change(product, "active", now=now)
            record(ProductRetired(product_id=product.pk), actor=actor, now=now, subject=product)
    return product
