"""Change a fulfilment method."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.events import FulfilmentMethodChanged
from kept.promises.inputs import FulfilmentMethodInput
from kept.promises.models import FulfilmentMethod
from kept.promises.writes import fill_fulfilment_method, lock_fulfilment_method
from kept.stores.actor import Actor
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def change_fulfilment_method(
    *, actor: Actor, fulfilment_method_id: int, method_input: FulfilmentMethodInput, now: datetime
) -> FulfilmentMethod:
    """Change a fulfilment method; agreed orders keep its name and fee.

    Raises NotFound, BadSchedule or FulfilmentMethodTaken.
    """
    actor.require(May.WRITE_SETTINGS)
    with durable():
        method = lock_fulfilment_method(actor, fulfilment_method_id)
        changed = fill_fulfilment_method(method, method_input)
        if changed:
            method.save()
            raise_revision(actor.store_id)
            event = FulfilmentMethodChanged(fulfilment_method_id=method.pk, code=method.code, changed=changed)
            record(event, actor=actor, now=now, subject=method)
    return method
