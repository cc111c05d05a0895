"""The reactions to events of messages."""

from kept.findings.kinds import INVITATION_FAILED, MESSAGE_FAILED, FindingKind
from kept.findings.models import Ending, Subject
from kept.findings.steps import open_finding, settle_finding_of
from kept.journal.events import Happened
from kept.journal.reactions import on, story
from kept.messages.events import (
    MessageBounced,
    MessageComplained,
    MessageDelivered,
    MessageFailed,
    MessageFailureResolved,
    MessageTriedAgain,
)
from kept.messages.models import Message


def open_finding_for_message(happened: Happened[MessageFailed]) -> None:
    """Ask a person to see to a message that failed for good (F3)."""
    event = happened.event
    open_finding(
        _kind_of(event.to),
        Subject("message", event.message_id),
        why={"message": event.kind, "to": event.to, "tries": event.tries},
        order_id=event.order_id,
        customer_id=event.customer_id,
        actor=happened.actor,
        now=happened.at,
    )


def open_finding_for_bounce(happened: Happened[MessageBounced]) -> None:
    """Ask a person to see to a message that came back (F3)."""
    event = happened.event
    open_finding(
        _kind_of(event.to),
        Subject("message", event.message_id),
        why={"message": event.kind, "to": event.to},
        order_id=event.order_id,
        customer_id=event.customer_id,
        actor=happened.actor,
        now=happened.at,
    )


def settle_finding_of_message(happened: Happened[MessageFailureResolved]) -> None:
    """Settle the finding of a message that left or arrived after all, or is not to be sent any more."""
    event = happened.event
    settle_finding_of(
        _kind_of(event.to),
        Subject("message", event.message_id),
        ending=Ending(event.how),
        actor=happened.actor,
        now=happened.at,
    )


def _kind_of(to: str) -> FindingKind:
    return INVITATION_FAILED if to == Message.To.STAFF else MESSAGE_FAILED


STORIES = (
    story("A message arrives", on(MessageDelivered), on(MessageComplained)),
    story(
        "A message does not arrive",
        on(MessageFailed, does=(open_finding_for_message,)),
        on(MessageBounced, does=(open_finding_for_bounce,)),
        on(MessageTriedAgain),
        on(MessageFailureResolved, does=(settle_finding_of_message,)),
    ),
)
