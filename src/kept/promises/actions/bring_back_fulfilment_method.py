"""Offer a fulfilment method again."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.events import FulfilmentMethodBroughtBack
from kept.promises.models import FulfilmentMethod
from kept.promises.writes import lock_fulfilment_method
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def bring_back_fulfilment_method(
    *, actor: Actor, fulfilment_method_id: int, now: datetime
) -> FulfilmentMethod:
    """Offer the method again. Doing it twice is the same as once. Raises NotFound."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        method = lock_fulfilment_method(actor, fulfilment_method_id)
        if not method.active:
            method.active = True
            method.save(update_fields=["active"])
            raise_revision(actor.store_id)
            record(
                FulfilmentMethodBroughtBack(fulfilment_method_id=method.pk, code=method.code),
                actor=actor,
                now=now,
                subject=method,
            )
    return method
