"""The replies about what belongs to an order: change previews, versions, events, requests, messages. Their shapes."""

from typing import Annotated, Any

from typing_extensions import TypedDict

from kept.faces.api.fields import one_of
from kept.faces.api.orders.outputs import LineItemOut, PaymentState, TotalOut
from kept.faces.api.values import Amount, Timestamp
from kept.orders.models import Request


class DifferenceOut(TypedDict):
    """A difference between two versions. `before` and `after` are plain values; null for absent."""

    kind: str
    name: str
    before: Any
    after: Any


class PromiseOut(TypedDict):
    """The time between two instants at which it is to be there. `wished`: at the one moment that was asked for."""

    earliest: Timestamp
    latest: Timestamp
    wished: bool


class PromiseEffectOut(TypedDict):
    """The promise as it stands, and as it would be: the same while it can be held."""

    before: PromiseOut | None
    after: PromiseOut | None


class MoneyEffectOut(TypedDict):
    """The effect of a change on the money. `balance` after it: still owed, or (negative) owed back.

    `received`, `balance` and `state` are null for a key without `money:read`.
    """

    total_before: Amount
    total_after: Amount
    received: Amount | None
    balance: Amount | None
    state: PaymentState | None


class StockEffectOut(TypedDict):
    """Pieces of a variant that will be taken (positive) or put back (negative)."""

    variant: int
    quantity: int


class ShortageOut(TypedDict):
    """A variant of which pieces are missing: the commit refuses while anything is."""

    variant: int
    missing: int


class MessageEffectOut(TypedDict):
    """The message that the buyer will get, in their language; only the secret part of its link is left out.

    `subject` and `text` are null for a key without `customers:read`.
    """

    kind: str
    address: str
    subject: str | None
    text: str | None


class WorkerOut(TypedDict):
    """Somebody who has begun to work on the order, and since when."""

    kind: str
    name: str
    since: Timestamp


class ChangePreviewOut(TypedDict):
    """The four effects of a change.

    `new_link`: whoever was written to so far is somebody else, so the order's link opens nothing any more, and the
    message carries a new one. `workers`: who has the work in hand. `needs_acceptance`: that work will wait until
    somebody accepts the new version. `back_to` is the status that the work goes back to, where the new method has none
    such as it had reached. `commit` is the body that commits exactly this: what was sent, with `seen_version` and
    `fingerprint`.
    """

    seen_version: int
    version: int
    fingerprint: str
    changes_anything: bool
    changes: list[DifferenceOut]
    line_items: list[LineItemOut]
    totals: list[TotalOut]
    promise: PromiseEffectOut
    money: MoneyEffectOut
    stock: list[StockEffectOut]
    shortages: list[ShortageOut]
    message: MessageEffectOut | None
    new_link: bool
    work_started: bool
    workers: list[WorkerOut]
    needs_acceptance: bool
    back_to: str
    commit: dict[str, Any]


class VersionSummaryOut(TypedDict):
    """A numbered, frozen version of what was agreed."""

    version: int
    digest: str
    reason: str
    channel: str
    agreed_by: str
    agreed_at: Timestamp


class VersionOut(VersionSummaryOut):
    """A version with its terms. Their canonical JSON (RFC 8785) has `digest` as its SHA-256."""

    terms: dict[str, Any]


class VersionList(TypedDict):
    """All versions, oldest first."""

    items: list[VersionSummaryOut]


class ActorOut(TypedDict):
    """The person, program or clock that did it."""

    kind: str
    name: str


class EventOut(TypedDict):
    """Something that happened; never changed afterwards. `type` is also the type of the webhook.

    A key without `money:read` is not shown payments, and `received` and `balance` of a change are null.
    """

    id: str
    type: str
    occurred_at: Timestamp
    actor: ActorOut
    data: dict[str, Any]


class EventPage(TypedDict):
    """A page of events, oldest first."""

    items: list[EventOut]
    next_cursor: str | None


class RequestOut(TypedDict):
    """A request of the buyer, and the store's answer."""

    id: int
    kind: Annotated[str, one_of(Request.Kind)]
    text: str
    channel: str
    asked_by: str
    asked_at: Timestamp
    answer: Annotated[str, one_of(Request.Answer)]
    answer_text: str
    answered_by: str
    answered_at: Timestamp | None


class RequestPage(TypedDict):
    """A page of requests, oldest first."""

    items: list[RequestOut]
    next_cursor: str | None


class MessageOut(TypedDict):
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
    queued_at: Timestamp
    handed_over_at: Timestamp | None
    reported_at: Timestamp | None
    report: str | None


class MessagePage(TypedDict):
    """A page of messages, oldest first."""

    items: list[MessageOut]
    next_cursor: str | None


class LinkOut(TypedDict):
    """The address of the buyer's order page. Whoever has it can open the order."""

    permalink_url: str
