"""The events of orders, in the past tense."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kept.journal.events import Event, renamed
from kept.orders.models import Order


def _kinds_of_changes(data: Mapping[str, Any]) -> dict[str, Any]:
    """Upgrade differences of the first schema: `kind` was "what", and the fulfilment method "way"."""
    rename, words = renamed("what", "kind"), {"way": "fulfilment_method"}
    changes = [rename(change) for change in data["changes"]]
    return {**data, "changes": [{**one, "kind": words.get(one["kind"], one["kind"])} for one in changes]}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event[Order]):
    """An order was placed. Where there are reasons to look at it first it waits for review; else it is confirmed
    at once. `customer_proven`: somebody stands for who the customer is.
    """

    name = "order.placed"
    schema = 3
    upgrades = (renamed("held", "review_reasons"), lambda data: {**data, "customer_proven": True})
    webhook = True

    number: int
    channel: str
    total: int
    currency: str
    review_reasons: list[str]
    customer_proven: bool = True

    @property
    def under_review(self) -> bool:
        """Tell whether somebody has to confirm it by hand (A7)."""
        return bool(self.review_reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event[Order]):
    """The order was confirmed: this version holds for both sides. `note` is the store's personal note when it was
    confirmed by hand.
    """

    name = "order.confirmed"
    schema = 1
    webhook = True

    number: int
    version: int
    digest: str
    by_hand: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReviewOverdue(Event[Order]):
    """Nobody has confirmed an order under review within the store's limit, and the store is told again. `reminder`:
    how often this has been so, from 1; `waited_minutes`: since it was placed. `last`: nobody will be told again.
    """

    name = "order.review_overdue"
    schema = 1
    webhook = True

    number: int
    reminder: int
    waited_minutes: int
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged(Event[Order]):
    """The order was changed: a new version was agreed. `changes` says what is different, with `before` and `after`; of
    names, addresses, contact and notes only that they are, for what they say stands in the order. Money in minor
    units: `received` so far, and `balance` after it, still owed or (negative) owed back.
    """

    name = "order.changed"
    schema = 2
    upgrades = (_kinds_of_changes,)
    webhook = True

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
class OrderVersionAccepted(Event[Order]):
    """Somebody who works on the order has seen what changed, and goes on by this version. `before` is the version
    that the work went by so far.
    """

    name = "order.version_accepted"
    schema = 1
    webhook = True

    number: int
    version: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAdvanced(Event[Order]):
    """The work on an order went a step on."""

    name = "order.advanced"
    schema = 1
    webhook = True

    number: int
    before: str
    after: str
    tracking_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSteppedBack(Event[Order]):
    """A step was taken back, by hand or because the order is to arrive another way. Nothing is sent, and what still
    waited to be sent is withdrawn.
    """

    name = "order.stepped_back"
    schema = 1
    webhook = True

    number: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld(Event[Order]):
    """An order was put on hold, and why."""

    name = "order.held"
    schema = 1
    webhook = True

    number: int
    before: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResumed(Event[Order]):
    """An order is no longer on hold; its work goes on where it had stopped."""

    name = "order.resumed"
    schema = 1
    webhook = True

    number: int
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event[Order]):
    """The whole order was cancelled. `why` is what the customer is told."""

    name = "order.cancelled"
    schema = 1
    webhook = True

    number: int
    before: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAcknowledged(Event[Order]):
    """The customer said that a version of the order looks right."""

    name = "order.acknowledged"
    schema = 1
    webhook = True

    number: int
    version: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerProven(Event[Order]):
    """It is certain who placed the order: the customer said so by the link in a mail (`by` is "mail"), or the store
    (`by` is "store"). It counts among theirs now, as number `customer_order_no`.
    """

    name = "customer.proven"
    schema = 1
    webhook = True

    number: int
    by: str
    customer_order_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDoubted(Event[Order]):
    """The store took back that the order is this customer's. It stands on a record as a guess again."""

    name = "customer.doubted"
    schema = 1
    webhook = True

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMade(Event[Order]):
    """The customer asked for a change, or wrote to the store."""

    name = "request.made"
    schema = 1
    webhook = True

    number: int
    request_id: int
    kind: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Event[Order]):
    """The store agreed to what the customer asked, declined it or answered. `by_change`: a new version says it, so no
    message of its own does once the order is confirmed.
    """

    name = "request.answered"
    schema = 1
    webhook = True

    number: int
    request_id: int
    answer: str
    by_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReplaced(Event[Order]):
    """The order's link was revoked and a new one made."""

    name = "link.replaced"
    schema = 1

    number: int
