"""The context of messages: what they are about, read for a whole batch by a function from above that config installs.

Messages stand below orders and know nothing of them. The installed function returns plain values only, chosen
one by one, so that no template can reach further than its own order.
"""

from collections.abc import Callable, Sequence
from typing import Any

from kept.messages.models import Message

# For each message that can be written, by id: {"store": …, "order": …, "terms": …, "token": …, "request": …}.
# `reactions/message_context.py` says what each of them holds. A message left out has lost what it was about.
MessageContext = dict[str, Any]
ReadFacts = Callable[[Sequence[Message]], dict[int, MessageContext]]
# The same for one message that is not written down yet, about terms (as JSON) that nobody has agreed on yet.
ForeseeFacts = Callable[[Message, str], MessageContext]

_functions: tuple[ReadFacts, ForeseeFacts] | None = None


def install(read: ReadFacts, foresee: ForeseeFacts) -> None:
    """Hand over the functions that read facts. Called once, by config."""
    global _functions  # noqa: PLW0603  (the composition root sets it before the first message)
    _functions = read, foresee


def contexts_for(messages: Sequence[Message]) -> dict[int, MessageContext]:
    """The facts of each message, by message id, in a fixed number of statements."""
    return _installed()[0](messages)


def preview_context(message: Message, terms: str) -> MessageContext:
    """The facts that an unsaved message would have if these terms, canonical JSON, were agreed."""
    return _installed()[1](message, terms)


def _installed() -> tuple[ReadFacts, ForeseeFacts]:
    if _functions is None:
        raise RuntimeError("Nobody installed the functions that read the context of messages; config does.")
    return _functions
