"""Events of messages, in the past tense; that one was handed over stands in its row alone."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event[Message]):
    """A message will not arrive. It was tried `tries` times; why, in the mail server's words, stands in its row."""

    name = "message.failed"
    schema = 1

    message_id: int
    kind: str
    to: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailureResolved(Event[Message]):
    """A message that had failed is no trouble any more. `how`: a finding's ending, such as `handed_over`."""

    name = "message.failure_resolved"
    schema = 1

    message_id: int
    kind: str
    to: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDelivered(Event[Message]):
    """A message has arrived: the recipient's mail server says so."""

    name = "message.delivered"
    schema = 1
    webhook = True

    message_id: int
    kind: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBounced(Event[Message]):
    """A message came back, and will not arrive. Why, in the other side's words, stands in its row."""

    name = "message.bounced"
    schema = 1
    webhook = True

    message_id: int
    kind: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageComplained(Event[Message]):
    """The recipient marked a message as unwanted."""

    name = "message.complained"
    schema = 1
    webhook = True

    message_id: int
    kind: str
    to: str
