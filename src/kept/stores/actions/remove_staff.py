"""Remove a staff member (B5)."""

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
    """Remove the staff member, who reaches nothing of this store from now on. Raises NotFound or LastOwner.

    The row stays: an invitation can bring them back, and the journal still names them.
    """
    actor.require(May.MANAGE_STAFF)
    with durable():
        staff = lock_staff(actor)
        if staff_id not in staff:
            raise NotFound
        member = staff.pop(staff_id)
        if member.role == Role.OWNER and not any(other.role == Role.OWNER for other in staff.values()):
            raise LastOwner
        member.active = False
        member.save(update_fields=["active"])
        record(StaffRemoved(staff_id=member.pk), actor=actor, now=now, subject=member)
    return member
