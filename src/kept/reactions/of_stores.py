"""The reactions to events of a store, its people and its keys."""

from kept.findings.kinds import INVITATION_FAILED
from kept.findings.models import Ending, Subject
from kept.findings.steps import release_findings_of, settle_finding_of
from kept.journal.events import Happened
from kept.journal.reactions import on, story
from kept.kit.queue import NewRow
from kept.kit.tokens import seal
from kept.messages.models import Message, MessageKind
from kept.messages.steps import message_to
from kept.reactions.review_reminders import apply_review_limit
from kept.stores.events import (
    InvitationAccepted,
    InvitationWithdrawn,
    KeyCreated,
    KeyRevoked,
    RoleChanged,
    StaffInvited,
    StaffRemoved,
    StoreChanged,
    StoreOpened,
)


def send_invitation(happened: Happened[StaffInvited]) -> list[NewRow]:
    """Send the message with the link to the person invited."""
    invited = happened.subject
    invitation = invited.invitation
    message = message_to(
        Message.To.STAFF,
        store_id=invitation.store_id,
        kind=MessageKind.INVITATION,
        address=invitation.email,
        language=invitation.store.language,
        facts={
            "invited_by": invitation.invited_by,
            "role": invitation.role,
            "expires": invitation.expires_at.isoformat(),
            "sealed": seal(invited.token),
        },
        occasion=f"invitation {invitation.pk}",
        now=happened.at,
    )
    return [message]


def settle_finding_of_invitation(happened: Happened[InvitationWithdrawn | InvitationAccepted]) -> None:
    """Settle that its message did not arrive: an invitation that was used or withdrawn needs none any more."""
    messages = Message.objects.filter(
        order_id=None,
        version=0,
        kind=MessageKind.INVITATION,
        occasion=f"invitation {happened.event.invitation_id}",
        store_id=happened.store_id,
        failed_at__isnull=False,
    )
    for pk in messages.values_list("pk", flat=True):
        settle_finding_of(
            INVITATION_FAILED,
            Subject("message", pk),
            ending=Ending.INVITATION_OVER,
            actor=happened.actor,
            now=happened.at,
        )


def release_findings(happened: Happened[StaffRemoved]) -> None:
    """Ask nobody any more who has left the store to see to something."""
    release_findings_of(happened.subject, actor=happened.actor, now=happened.at)


STORIES = (
    story(
        "The store and those who run it",
        on(StoreOpened),
        on(StoreChanged, does=(apply_review_limit,)),
        on(StaffInvited, tells=(send_invitation,)),
        on(InvitationWithdrawn, does=(settle_finding_of_invitation,)),
        on(InvitationAccepted, does=(settle_finding_of_invitation,)),
        on(RoleChanged),
        on(StaffRemoved, does=(release_findings,)),
    ),
    story("Programs' keys to the store", on(KeyCreated), on(KeyRevoked)),
)
