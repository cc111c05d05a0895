"""Change a store's details: its names, how to reach it, brand, languages, time zone, tax, terms."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import StoreChanged
from kept.stores.inputs import StoreInput
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.roles import May
from kept.stores.writes import checked_details, save_settings


def change_store(*, actor: Actor, details: StoreInput, now: datetime) -> Store:
    """Change the store's details. Agreed orders keep their terms.

    Raises BadStore, or CurrencyStays once there are orders.
    """
    actor.require(May.WRITE_SETTINGS)
    with durable():
        store = lock_store(actor)
        changed = save_settings(store, checked_details(store, details))
        if changed:
            record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
    return store
