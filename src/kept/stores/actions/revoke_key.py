"""Revoke an API key."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import KeyRevoked
from kept.stores.locks import lock_store
from kept.stores.models import ApiKey
from kept.stores.roles import May


def revoke_key(*, actor: Actor, key_id: int, now: datetime) -> ApiKey:
    """Revoke the key, so that it opens nothing any more. Doing it again changes nothing. Raises NotFound."""
    actor.require(May.MANAGE_KEYS)
    with durable():
        store = lock_store(actor)
        key = ApiKey.objects.select_for_update().filter(store=store, pk=key_id).first()
        if key is None:
            raise NotFound
        if key.revoked_at is None:
            key.revoked_at = now
            key.save(update_fields=["revoked_at"])
            record(KeyRevoked(key_id=key.pk, key_name=key.name), actor=actor, now=now, subject=store)
    return key
