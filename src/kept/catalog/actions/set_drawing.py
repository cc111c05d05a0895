"""Give a product a drawing that ships with Kept. What a person sends is a photo (set_photo) and drawn anew."""

import secrets
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kept.catalog.events import PhotoSet
from kept.catalog.locks import lock_product
from kept.catalog.models import Product
from kept.catalog.writes import save_change
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def set_drawing(*, actor: Actor, product_id: int, svg: bytes, words: str, now: datetime) -> Product:
    """Keep the drawing (SVG of ours, trusted) and what it shows. Raises NotFound."""
    actor.require(May.WRITE_CATALOG)
    kept = default_storage.save(f"products/{actor.store_id}/{secrets.token_hex(12)}.svg", ContentFile(svg))
    with durable():
        product = lock_product(actor, product_id)
        product.photo.name, product.photo_words = kept, words
        save_change(product, "photo", "photo_words", now=now)
        record(PhotoSet(product_id=product.pk, photo=kept), actor=actor, now=now, subject=product)
    return product
