"""Say which orders are held until somebody confirms them (A7)."""

from dataclasses import asdict
from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.asked import ReviewRules
from kept.stores.events import StoreChanged
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.refusals import BadStore
from kept.stores.roles import May
from kept.stores.writes import put_settings


def set_review_rules(*, actor: Actor, rules: ReviewRules, now: datetime) -> Store:
    """Orders placed from now on are held by these rules. Raises BadStore for a limit below zero."""
    actor.require(May.WRITE_SETTINGS)
    if rules.above is not None and rules.above < 0:
        raise BadStore(field="above")
    wanted = {**asdict(rules), "channels": sorted(set(rules.channels))[:20]}
    with durable():
        store = lock_store(actor)
        changed = put_settings(store, {"review_rules": wanted})
        if changed:
            record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
    return store
