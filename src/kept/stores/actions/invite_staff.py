"""Invite somebody to a place in the store (B5)."""

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
from kept.stores.writes import email_of

GOOD_FOR = timedelta(days=7)


def invite_staff(*, actor: Actor, email: str, role: str, now: datetime) -> NewInvitation:
    """Keep a place for this address for a week; an earlier invitation to it ends.

    The message follows by reaction. Raises BadStore for an address or role that is none, AlreadyHere for
    somebody who has a place.
    """
    actor.require(May.MANAGE_STAFF)
    address = email_of(email)
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
            expires_at=now + GOOD_FOR,
        )
        invited = NewInvitation(invitation, token)
        event = StaffInvited(invitation_id=invitation.pk, role=role)
        record(event, actor=actor, now=now, subject=invited)
    return invited
