"""Offer a retired product again."""

from datetime import datetime

from kept.catalog.events import ProductBroughtBack
from kept.catalog.locks import lock_product
from kept.catalog.models import Product
from kept.catalog.writes import save_change
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def bring_back_product(*, actor: Actor, product_id: int, now: datetime) -> Product:
    """Put the product back in the shop. Doing it again changes nothing. Raises NotFound."""
    actor.require(May.WRITE_CATALOG)
    with durable():
        product = lock_product(actor, product_id)
        if not product.active:
            product.active = True
            save_change(product, "active", now=now)
            record(ProductBroughtBack(product_id=product.pk), actor=actor, now=now, subject=product)
    return product
