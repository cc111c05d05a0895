"""What can happen to a message by hand, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event
from kept.messages.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTriedAgain(Event[Message]):
    """Somebody asked that a message which had not arrived be tried again."""

    name = "message.tried_again"
    schema = 1

    message_id: int
    kind: str
