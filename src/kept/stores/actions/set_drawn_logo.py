"""Give a store a logo that ships with Kept, as SVG.

A person's upload goes through set_logo, which re-encodes it.
"""

import secrets
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import StoreChanged
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.roles import May
from kept.stores.writes import save_settings


def set_drawn_logo(*, actor: Actor, svg: bytes, now: datetime) -> Store:
    """Save the logo (our own SVG, trusted)."""
    actor.require(May.WRITE_SETTINGS)
    name = default_storage.save(f"logos/{actor.store_id}/{secrets.token_hex(12)}.svg", ContentFile(svg))
    with durable():
        store = lock_store(actor)
        changed = save_settings(store, {"logo": name})
        record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
    return store
