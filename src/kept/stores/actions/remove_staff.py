"""Take somebody's place in the store away (B5)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import StaffRemoved
from kept.stores.locks import lock_staff
from kept.stores.models import Staff
from kept.stores.refusals import LastOwner
from kept.stores.roles import May, Role


def remove_staff(*, actor: Actor, staff_id: int, now: datetime) -> Staff:
    """The person reaches nothing of this store from now on. Raises NotFound or LastOwner.

    The row stays: an invitation can bring them back, and the journal still knows who they were.
    """
    actor.require(May.MANAGE_STAFF)
    with durable():
        places = lock_staff(actor)
        if staff_id not in places:
            raise NotFound
        place = places.pop(staff_id)
        if place.role == Role.OWNER and not any(other.role == Role.OWNER for other in places.values()):
            raise LastOwner
        place.active = False
        place.save(update_fields=["active"])
        record(StaffRemoved(staff_id=place.pk), actor=actor, now=now, subject=place)
    return place
