"""Give a product a drawing that ships with Kept. A person's upload goes through set_photo, which re-encodes it."""

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
    """Save the drawing (our own SVG, trusted) and a text that says what it shows. Raises NotFound."""
    actor.require(May.WRITE_CATALOG)
    name = default_storage.save(f"products/{actor.store_id}/{secrets.token_hex(12)}.svg", ContentFile(svg))
    with durable():
        product = lock_product(actor, product_id)
        product.photo.name, product.photo_words = name, words
        save_change(product, "photo", "photo_words", now=now)
        record(PhotoSet(product_id=product.pk, photo=name), actor=actor, now=now, subject=product)
    return product
