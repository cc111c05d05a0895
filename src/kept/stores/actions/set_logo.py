"""Set the logo of a store, or remove it."""

import secrets
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kept.journal.record import record
from kept.kit.pictures import normalized
from kept.kit.transactions import after_commit, durable
from kept.stores.actor import Actor
from kept.stores.events import StoreChanged
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.roles import May
from kept.stores.writes import save_settings

SIDE = 512


def set_logo(*, actor: Actor, data: bytes | None, now: datetime) -> Store:
    """Save the picture, re-encoded from its pixels; None removes the logo.

    Raises NotAPicture with a sentence.
    """
    actor.require(May.WRITE_SETTINGS)
    name = ""
    if data is not None:
        (picture,) = normalized(data, sides=(SIDE,))
        name = default_storage.save(
            f"logos/{actor.store_id}/{secrets.token_hex(12)}.webp", ContentFile(picture)
        )
    with durable():
        store = lock_store(actor)
        before = store.logo.name or ""
        changed = save_settings(store, {"logo": name})
        if changed:
            record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
        if before.endswith(".webp"):
            after_commit(lambda: default_storage.delete(before))
    return store
