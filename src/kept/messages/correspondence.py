"""What a letter may say: facts that are read for a whole batch by a function from above, installed by config.

Messages stand below orders and know nothing of them. The installed function returns plain values only, chosen
one by one, so that no template can reach further than its own order.
"""

from collections.abc import Callable, Sequence
from typing import Any

from kept.messages.models import Message

# For each message that can be written, by id: {"store": …, "order": …, "terms": …, "token": …, "request": …}.
# `reactions/correspondence.py` says what each of them holds. A message left out has lost what it was about.
Facts = dict[str, Any]
ReadFacts = Callable[[Sequence[Message]], dict[int, Facts]]

_read: ReadFacts | None = None


def install(read: ReadFacts) -> None:
    """Hand over the function that reads facts. Called once, by config."""
    global _read  # noqa: PLW0603  (the composition root sets it before the first message)
    _read = read


def facts_for(messages: Sequence[Message]) -> dict[int, Facts]:
    """The facts of each message, by message id, in a fixed number of statements."""
    if _read is None:
        raise RuntimeError("Nobody installed a function that reads what letters are about; config does.")
    return _read(messages)
