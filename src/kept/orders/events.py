"""What can happen to an order, in the past tense."""

from dataclasses import dataclass
from typing import Any

from kept.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """A customer's order stands. `held` names why it waits for review; empty when it was confirmed at
    once."""

    number: int
    channel: str
    total: int
    currency: str
    # The name that journals and programs know; everywhere else these are the reasons to review.
    held: list[str]

    @property
    def under_review(self) -> bool:
        """Whether somebody has to confirm it by hand (A7)."""
        return bool(self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event):
    """A version holds for both sides. `note` is the store's personal note when it was confirmed by hand."""

    number: int
    version: int
    digest: str
    by_hand: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged(Event):
    """A new version was agreed. `changes` says what is different, with `before` and `after`; of names, addresses,
    contact and notes only that they are, for what they say stands in the order. Money in minor units: `received` so
    far, and `balance` after it, still owed or (negative) owed back.
    """

    number: int
    version: int
    digest: str
    changes: list[dict[str, Any]]
    total_before: int
    total_after: int
    received: int
    balance: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderVersionAccepted(Event):
    """Somebody who works on the order has seen what changed, and goes on by this version. `before` is the version
    that the work went by so far.
    """

    number: int
    version: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAdvanced(Event):
    """The work went a step on."""

    number: int
    before: str
    after: str
    tracking_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSteppedBack(Event):
    """A step was taken back, by hand or because the order is to arrive another way. Nothing is sent, and what still
    waited to be sent is withdrawn.
    """

    number: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld(Event):
    """Work stopped for now, and why."""

    number: int
    before: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResumed(Event):
    """Work goes on where it had stopped."""

    number: int
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """The whole order is off. `why` is what the customer is told."""

    number: int
    before: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAcknowledged(Event):
    """The customer said that a version looks right."""

    number: int
    version: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMade(Event):
    """The customer asked for a change, or wrote to the store."""

    number: int
    request_id: int
    kind: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Event):
    """The store agreed, declined or answered. `by_change`: a new version says it, so no letter of its own
    does once the order is confirmed."""

    number: int
    request_id: int
    answer: str
    by_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReplaced(Event):
    """The order's link was revoked and a new one made."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSaved(Event):
    """Somebody gave a way of looking at the orders a name. No event says the name: people stand in it."""

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChanged(Event):
    """A saved view has another name, or shows something else. `changed` names which."""

    view_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewShared(Event):
    """Everybody in the store has the view now."""

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewUnshared(Event):
    """The view is its owner's alone again."""

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRemoved(Event):
    """Nobody has the view any more; its owner can bring it back for a day."""

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewBroughtBack(Event):
    """A removed view is there again."""

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChosen(Event):
    """A view opens by itself for whoever did this; none does any more where `view_id` is null."""

    view_id: int | None
