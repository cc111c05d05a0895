"""Give a product its photo."""

from datetime import datetime

from kept.catalog.events import PhotoSet
from kept.catalog.locks import lock_product
from kept.catalog.models import Product
from kept.catalog.photos import delete_photo, store_photo
from kept.catalog.writes import save_change
from kept.journal.record import record
from kept.kit.pictures import normalized
from kept.kit.text import one_line
from kept.kit.transactions import after_commit, durable
from kept.stores.actor import Actor
from kept.stores.roles import May

# The longest sides, in pixels: a whole phone screen at twice its density, and a list.
SIDES = (1280, 400)


def set_photo(
    *, actor: Actor, product_id: int, data: bytes, words: str = "", seen: int | None = None, now: datetime
) -> Product:
    """Save the photo in two sizes, re-encoded from its pixels.

    `words` says what it shows ("" keeps the old text). `seen` is the revision of the product that the decision is
    based on.
    Raises NotFound, Changed, or NotAPicture with a sentence.
    """
    actor.require(May.WRITE_CATALOG)
    description = one_line(words, 240, "photo_words")
    large, small = normalized(data, sides=SIDES)
    name = store_photo(actor.store_id, large, small)
    try:
        with durable():
            product = lock_product(actor, product_id, seen=seen)
            before = product.photo.name or ""
            product.photo.name = name
            product.photo_words = description or product.photo_words
            save_change(product, "photo", "photo_words", now=now)
            record(PhotoSet(product_id=product.pk, photo=name), actor=actor, now=now, subject=product)
            after_commit(lambda: delete_photo(before))
    except Exception:
        delete_photo(name)
        raise
    return product
