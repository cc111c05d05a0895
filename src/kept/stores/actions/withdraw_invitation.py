"""Withdraw an invitation."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import InvitationWithdrawn
from kept.stores.models import Invitation
from kept.stores.roles import May


def withdraw_invitation(*, actor: Actor, invitation_id: int, now: datetime) -> None:
    """Delete the invitation with its link. Raises NotFound for one that is accepted, foreign or unknown."""
    actor.require(May.MANAGE_STAFF)
    with durable():
        invitation = Invitation.objects.filter(store_id=actor.store_id, pk=invitation_id, accepted_at=None)
        if not invitation.delete()[0]:
            raise NotFound
        record(InvitationWithdrawn(invitation_id=invitation_id), actor=actor, now=now, subject=None)
