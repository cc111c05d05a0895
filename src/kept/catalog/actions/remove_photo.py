"""Remove the photo of a product."""

from datetime import datetime

from kept.catalog.events import PhotoSet
from kept.catalog.locks import lock_product
from kept.catalog.models import Product
from kept.catalog.photos import delete_photo
from kept.catalog.writes import save_change
from kept.journal.record import record
from kept.kit.transactions import after_commit, durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def remove_photo(*, actor: Actor, product_id: int, now: datetime) -> Product:
    """Remove the photo of the product, if it has one. Raises NotFound."""
    actor.require(May.WRITE_CATALOG)
    with durable():
        product = lock_product(actor, product_id)
        before = product.photo.name or ""
        if before:
            product.photo.name = ""
            save_change(product, "photo", now=now)
            record(PhotoSet(product_id=product.pk, photo=""), actor=actor, now=now, subject=product)
            after_commit(lambda: delete_photo(before))
    return product
