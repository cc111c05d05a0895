"""What can happen to a message by hand, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTriedAgain(Event):
    """Somebody asked that a message which had not arrived be tried again."""

    message_id: int
    kind: str
