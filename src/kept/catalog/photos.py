"""Storage of product photos: two files each, under names that nobody can guess from the product."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

LARGE, SMALL = ".webp", ".small.webp"


def store_photo(store_id: int, large: bytes, small: bytes) -> str:
    """Write both sizes; return the large one's name in the storage."""
    stem = f"products/{store_id}/{secrets.token_hex(12)}"
    default_storage.save(stem + SMALL, ContentFile(small))
    return default_storage.save(stem + LARGE, ContentFile(large))


def small_photo_name(name: str) -> str:
    """Return the name of a photo's small size. A drawing that came with a demo has one size only."""
    return name.removesuffix(LARGE) + SMALL if name.endswith(LARGE) else name


def delete_photo(name: str) -> None:
    """Delete both sizes of an uploaded photo. A demo's drawing, which was not uploaded, stays."""
    if name.endswith(LARGE):
        default_storage.delete(small_photo_name(name))
        default_storage.delete(name)
