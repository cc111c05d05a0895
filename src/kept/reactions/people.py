"""Reactions about people: what follows in other packages when a customer or a colleague changes."""

from kept.customers.events import CustomersMerged
from kept.journal.events import Happened
from kept.kit.queue import NewRow
from kept.kit.tokens import seal
from kept.messages.models import Message, MessageKind
from kept.messages.steps import message_to
from kept.orders.steps import move_orders
from kept.stores.actions.invite_staff import Invited


def orders_follow(happened: Happened) -> tuple[()]:
    """The orders of a merged customer are the one's who goes on."""
    event = happened.event
    assert isinstance(event, CustomersMerged)
    assert event.customer_id is not None
    move_orders(
        happened.store_id, from_customer=event.merged_id, to_customer=event.customer_id, now=happened.at
    )
    return ()


def send_invitation(happened: Happened) -> list[NewRow]:
    """The letter with the link goes to the person invited. Its secret is stored sealed."""
    invited = happened.subject
    assert isinstance(invited, Invited)
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
