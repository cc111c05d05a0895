"""Open or close the shop for orders from customers."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import StoreChanged
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.roles import May
from kept.stores.writes import save_settings


def set_open(*, actor: Actor, is_open: bool, now: datetime) -> Store:
    """Open or close the shop. Staff can always place orders, and agreed orders go on."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        store = lock_store(actor)
        changed = save_settings(store, {"open_for_orders": is_open})
        if changed:
            record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
    return store
