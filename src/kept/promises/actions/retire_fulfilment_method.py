"""Stop offering a fulfilment method. Agreed orders keep it."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.events import FulfilmentMethodRetired
from kept.promises.models import FulfilmentMethod
from kept.promises.writes import lock_fulfilment_method
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def retire_fulfilment_method(*, actor: Actor, fulfilment_method_id: int, now: datetime) -> FulfilmentMethod:
    """Stop offering the method. Doing it twice is the same as once. Raises NotFound."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        method = lock_fulfilment_method(actor, fulfilment_method_id)
        if method.active:
            method.active = False
            method.save(update_fields=["active"])
            raise_revision(actor.store_id)
            record(
                FulfilmentMethodRetired(fulfilment_method_id=method.pk, code=method.code),
                actor=actor,
                now=now,
                subject=method,
            )
    return method
