"""What follows from what happens to a store, its people and its keys."""

from kept.journal.events import Happened
from kept.journal.reactions import on, story
from kept.kit.queue import NewRow
from kept.kit.tokens import seal
from kept.messages.models import Message, MessageKind
from kept.messages.steps import message_to
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
    """Send the letter with the link to the person invited."""
    invited = happened.subject
    invitation = invited.invitation
    letter = message_to(
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
    return [letter]


STORIES = (
    story(
        "The store and those who run it",
        on(StoreOpened),
        on(StoreChanged),
        on(StaffInvited, tells=(send_invitation,)),
        on(InvitationWithdrawn),
        on(InvitationAccepted),
        on(RoleChanged),
        on(StaffRemoved),
    ),
    story("Programs' keys to the store", on(KeyCreated), on(KeyRevoked)),
)
