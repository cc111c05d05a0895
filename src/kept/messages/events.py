"""What can happen to a message, in the past tense.

That it was sent is in its row; this is what people did.
"""

from dataclasses import dataclass

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRetried(Event):
    """Somebody had a message tried again that had failed. `kind` is a MessageKind."""

    message_id: int
    kind: str
