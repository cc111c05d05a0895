"""Give a store a logo that ships with Kept, as SVG.

What a person sends goes through set_logo and is drawn anew.
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
from kept.stores.writes import put_settings


def set_drawn_logo(*, actor: Actor, svg: bytes, now: datetime) -> Store:
    """Keep the logo (SVG of ours, trusted)."""
    actor.require(May.WRITE_SETTINGS)
    kept = default_storage.save(f"logos/{actor.store_id}/{secrets.token_hex(12)}.svg", ContentFile(svg))
    with durable():
        store = lock_store(actor)
        changed = put_settings(store, {"logo": kept})
        record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
    return store
