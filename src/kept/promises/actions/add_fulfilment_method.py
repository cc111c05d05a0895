"""Add a fulfilment method (C5)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.promises.events import FulfilmentMethodAdded
from kept.promises.inputs import MOST_FULFILMENT_METHODS, FulfilmentMethodInput
from kept.promises.models import FulfilmentMethod
from kept.promises.refusals import BadSchedule
from kept.promises.writes import fill_fulfilment_method
from kept.stores.actor import Actor
from kept.stores.locks import lock_store
from kept.stores.roles import May
from kept.stores.writes import raise_revision


def add_fulfilment_method(
    *, actor: Actor, method_input: FulfilmentMethodInput, now: datetime
) -> FulfilmentMethod:
    """Add the method at the end of the list. Raises BadSchedule or FulfilmentMethodTaken."""
    actor.require(May.WRITE_SETTINGS)
    with durable():
        lock_store(actor)
        count = FulfilmentMethod.objects.filter(store_id=actor.store_id).count()
        if count >= MOST_FULFILMENT_METHODS:
            raise BadSchedule(
                _("A store has at most %(most)s fulfilment methods."),
                most=MOST_FULFILMENT_METHODS,
                field="name",
            )
        method = FulfilmentMethod(store_id=actor.store_id, position=count)
        fill_fulfilment_method(method, method_input)
        method.save()
        raise_revision(actor.store_id)
        record(
            FulfilmentMethodAdded(fulfilment_method_id=method.pk, code=method.code),
            actor=actor,
            now=now,
            subject=method,
        )
    return method
