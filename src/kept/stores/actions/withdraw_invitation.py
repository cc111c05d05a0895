"""Withdraw an invitation: its link opens nothing any more."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import InvitationWithdrawn
from kept.stores.models import Invitation
from kept.stores.roles import May


def withdraw_invitation(*, actor: Actor, invitation_id: int, now: datetime) -> None:
    """The place no longer waits. Raises NotFound for one that is accepted, foreign or unknown."""
    actor.require(May.MANAGE_STAFF)
    with durable():
        waiting = Invitation.objects.filter(store_id=actor.store_id, pk=invitation_id, accepted_at=None)
        if not waiting.delete()[0]:
            raise NotFound
        record(InvitationWithdrawn(invitation_id=invitation_id), actor=actor, now=now, subject=None)
