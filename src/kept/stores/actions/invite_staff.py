"""Invite somebody to the staff of a store (B5)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.tokens import hash_token, new_token
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import StaffInvited
from kept.stores.locks import lock_store
from kept.stores.models import Invitation, Staff
from kept.stores.new_invitation import NewInvitation
from kept.stores.refusals import AlreadyHere, BadStore
from kept.stores.roles import May, Role
from kept.stores.writes import checked_email

VALID_FOR = timedelta(days=7)


def invite_staff(*, actor: Actor, email: str, role: str, now: datetime) -> NewInvitation:
    """Invite this address for a week; an earlier invitation to it ends.

    The message follows by a reaction. Raises BadStore for an address or role that cannot be used, AlreadyHere for
    somebody who is on the staff.
    """
    actor.require(May.MANAGE_STAFF)
    address = checked_email(email)
    if role not in Role.values:
        raise BadStore(_("Choose one from the list."), field="role")
    token = new_token()
    with durable():
        store = lock_store(actor)
        if Staff.objects.filter(store=store, user__email=address, active=True).exists():
            raise AlreadyHere(field="email")
        Invitation.objects.filter(store=store, email=address, accepted_at=None).delete()
        invitation = Invitation.objects.create(
            store=store,
            email=address,
            role=role,
            token_hash=hash_token(token),
            invited_by=actor.name[:120],
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        new_invitation = NewInvitation(invitation, token)
        event = StaffInvited(invitation_id=invitation.pk, role=role)
        record(event, actor=actor, now=now, subject=new_invitation)
    return new_invitation
