"""Change the role of a staff member (B5)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import RoleChanged
from kept.stores.locks import lock_staff
from kept.stores.models import Staff
from kept.stores.refusals import BadStore, LastOwner
from kept.stores.roles import May, Role


def change_role(*, actor: Actor, staff_id: int, role: str, now: datetime) -> Staff:
    """Give the staff member another role.

    Raises NotFound, BadStore, or LastOwner when nobody would own the store.
    """
    actor.require(May.MANAGE_STAFF)
    if role not in Role.values:
        raise BadStore(_("Choose one from the list."), field="role")
    with durable():
        staff = lock_staff(actor)
        if staff_id not in staff:
            raise NotFound
        member = staff.pop(staff_id)
        if member.role == Role.OWNER != role and not any(p.role == Role.OWNER for p in staff.values()):
            raise LastOwner
        before, member.role = member.role, role
        if before != role:
            member.save(update_fields=["role"])
            event = RoleChanged(staff_id=member.pk, before=before, after=role)
            record(event, actor=actor, now=now, subject=member)
    return member
