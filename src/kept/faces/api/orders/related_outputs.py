"""What callers are shown about an order: previews, versions, events, requests, messages."""

from typing import Any, Literal

from kept.faces.api.fields import Shown
from kept.faces.api.orders.outputs import LineItemShown, Total
from kept.faces.api.values import Amount, Stamp


class Difference(Shown):
    """One thing that is different. `before` and `after` are plain values; null for absent."""

    what: str
    name: str
    before: Any
    after: Any


class PromiseShown(Shown):
    """When it is to be there. `wished`: at the one moment that was asked for."""

    earliest: Stamp
    latest: Stamp
    wished: bool


class PromiseEffect(Shown):
    """What is promised so far, and what would be: the same while it can be held."""

    before: PromiseShown | None
    after: PromiseShown | None


class MoneyEffect(Shown):
    """What a change does to the money. `balance` after it: still owed, or (negative) owed back.

    `received`, `balance` and `state` are null for a key without `money:read`.
    """

    total_before: Amount
    total_after: Amount
    received: Amount | None
    balance: Amount | None
    state: str | None


class StockEffect(Shown):
    """Pieces of a variant that will be taken (positive) or put back (negative)."""

    variant: int
    pieces: int


class Short(Shown):
    """So many pieces are missing: the commit refuses while anything is."""

    variant: int
    missing: int


class MessageEffect(Shown):
    """The message that the buyer will get, in their language; only the secret part of its link is left out.

    `subject` and `text` are null for a key without `customers:read`.
    """

    kind: str
    address: str
    subject: str | None
    text: str | None


class BegunShown(Shown):
    """Who has begun to work on the order, and since when."""

    kind: str
    name: str
    since: Stamp


class PreviewShown(Shown):
    """The four effects of a change.

    `new_link`: whoever was written to so far is somebody else, so the order's link opens nothing any more, and the
    message carries a new one. `begun_by`: who has the work in hand. `needs_acceptance`: that work will wait until
    somebody accepts the new version. `back_to` is the status that the work goes back to, where the new method has none
    such as it had reached. `commit` is the body that commits exactly this: what was sent, with `seen_version` and
    `fingerprint`.
    """

    seen_version: int
    version: int
    fingerprint: str
    changes_anything: bool
    changes: list[Difference]
    line_items: list[LineItemShown]
    totals: list[Total]
    promise: PromiseEffect
    money: MoneyEffect
    stock: list[StockEffect]
    short: list[Short]
    message: MessageEffect | None
    new_link: bool
    begun: bool
    begun_by: list[BegunShown]
    needs_acceptance: bool
    back_to: str
    commit: dict[str, Any]


class VersionShort(Shown):
    """A numbered, frozen version of what was agreed."""

    version: int
    digest: str
    reason: str
    channel: str
    agreed_by: str
    at: Stamp


class VersionShown(VersionShort):
    """A version with its terms. Their canonical JSON (RFC 8785) has `digest` as its SHA-256."""

    terms: dict[str, Any]


class VersionList(Shown):
    """All versions, oldest first."""

    items: list[VersionShort]


class ActorShown(Shown):
    """Who did it."""

    kind: str
    name: str


class EventShown(Shown):
    """Something that happened; never changed afterwards. `type` is also the type of the webhook.

    A key without `money:read` is not shown payments, and `received` and `balance` of a change are null.
    """

    id: str
    type: str
    at: Stamp
    actor: ActorShown
    data: dict[str, Any]


class EventPage(Shown):
    """A page of events, oldest first."""

    items: list[EventShown]
    next_cursor: str | None


class RequestShown(Shown):
    """What the buyer asked, and the store's answer."""

    id: int
    kind: Literal["change", "message"]
    text: str
    channel: str
    asked_by: str
    asked_at: Stamp
    answer: Literal["open", "agreed", "declined", "answered"]
    answer_text: str
    answered_by: str
    answered_at: Stamp | None


class RequestPage(Shown):
    """A page of requests, oldest first."""

    items: list[RequestShown]
    next_cursor: str | None


class MessageShown(Shown):
    """An outgoing message, as sent; `state` says honestly how far it came: `queued`, `sending`, `handed_over` (a mail
    server or provider has it), then, where somebody reports it, `delivered`, `bounced` or `complained` (`reported_at`).

    `report` is what the other side said last; of a message that is handed over, why it is not delivered yet. `subject`,
    `text` and `report` are null for a key without `customers:read`.
    """

    id: int
    kind: str
    to: str
    channel: str
    address: str
    language: str
    version: int
    state: str
    subject: str | None
    text: str | None
    queued_at: Stamp
    handed_over_at: Stamp | None
    reported_at: Stamp | None
    report: str | None


class MessagePage(Shown):
    """A page of messages, oldest first."""

    items: list[MessageShown]
    next_cursor: str | None


class LinkShown(Shown):
    """The address of the buyer's order page. Whoever has it can open the order."""

    permalink_url: str
