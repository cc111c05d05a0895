"""The replies about orders: their shapes."""

from typing import Annotated, Any, NotRequired

from typing_extensions import TypedDict

from kept.faces.api.fields import OneOf, one_of
from kept.faces.api.values import Amount, Timestamp
from kept.orders.models import Status
from kept.payments.models import State
from kept.promises.fulfilment import policies

# The events of the work, as the protocol calls them: status → type.
EVENT_TYPES = {
    "preparing": "processing",
    "ready": "ready_for_pickup",
    "shipped": "shipped",
    "done": "delivered",
}
CANCELED, CORRECTED = "canceled", "corrected"
LINE_STATUSES = ("processing", "partial", "fulfilled")

OrderStatus = Annotated[str, one_of(Status)]


PaymentState = Annotated[str, one_of(State)]


def _method_types() -> list[str]:
    return list(dict.fromkeys(policy.protocol_name for policy in policies().values()))


class QuantityOut(TypedDict):
    """The pieces of a line: first agreed, agreed now, handed over."""

    original: int
    total: int
    fulfilled: int


class ItemOut(TypedDict):
    """The thing that a line is about. `price` of one, options included. `id` is the variant's; null for a free line."""

    id: str | None
    title: str
    price: Amount


class TotalOut(TypedDict):
    """One sum. `included`: the tax is inside the total."""

    type: Annotated[str, OneOf(lambda: ("subtotal", "fulfillment", "tax", "total"))]
    amount: Amount
    included: NotRequired[bool]


class ChosenOptionOut(TypedDict):
    """An option that the buyer chose."""

    id: int
    name: str
    value: str
    price: Amount


class LineItemOut(TypedDict):
    """One agreed line; `id` names it in every version."""

    id: str
    item: ItemOut
    sku: str
    variant_title: str
    kind: str
    quantity: QuantityOut
    status: Annotated[str, OneOf(lambda: LINE_STATUSES)]
    options: list[ChosenOptionOut]
    note_label: str
    note: str
    tax_rate: int
    totals: list[TotalOut]


class LineRefOut(TypedDict):
    """So many of a line."""

    id: str
    quantity: int


class ExpectationOut(TypedDict):
    """The promise: what reaches the buyer, how, where, and between which instants."""

    id: str
    line_items: list[LineRefOut]
    method_type: Annotated[str, OneOf(_method_types)]
    method: str
    title: str
    description: str
    destination: dict[str, str] | None
    recipient: str
    instructions: str
    earliest: Timestamp | None
    latest: Timestamp | None
    wished: bool


class FulfillmentEventOut(TypedDict):
    """Something that happened to the work; never changed afterwards."""

    id: str
    occurred_at: Timestamp
    type: Annotated[str, OneOf(lambda: (*EVENT_TYPES.values(), CANCELED, CORRECTED))]
    status: OrderStatus
    tracking_number: str


class FulfillmentOut(TypedDict):
    """The promise, and what happened to the work."""

    expectations: list[ExpectationOut]
    events: list[FulfillmentEventOut]


class BuyerOut(TypedDict):
    """The buyer; `customer_order_no` says which order of theirs it is, as soon as somebody stands for who ordered.

    Until then, `customer_proven` is false, and `id` is the record on which the order stands as a guess. A walk-in at
    the counter is no customer: `id` and `customer_order_no` are null, and the texts may be empty.
    """

    id: int | None
    name: str
    email: str
    phone_number: str
    customer_order_no: int | None
    customer_proven: bool


class BuyerSummaryOut(TypedDict):
    """The buyer. `id` is null for a walk-in, and a guess where nobody stands for it (`customer_proven`)."""

    id: int | None
    name: str
    email: str
    phone_number: str
    customer_proven: bool


class PaymentOut(TypedDict):
    """The money, as an axis of its own. `balance`: still owed; negative when it is owed back.

    `state`, `received` and `balance` are null for a key without `money:read`.
    """

    method: str
    state: PaymentState | None
    agreed: Amount
    received: Amount | None
    balance: Amount | None


class OrderOut(TypedDict):
    """An order as it stands: its newest agreed version, its work, its money.

    `revision` goes up with every change and is the ETag; `version` numbers what was agreed;
    `status_reason` says why it is on hold or cancelled.
    `confirmed_version` is 0 while the order is under review; `accepted_version` is the one that the work goes by,
    0 while no work has begun. `needs_acceptance`: it was changed since, and no step is taken before somebody
    accepts the newer version. `digest` is the SHA-256 of the newest version's canonical JSON. `open_findings`: how much
    about it waits for a person (`GET /findings?order=…&state=open`).
    """

    id: str
    number: int
    revision: int
    status: OrderStatus
    status_reason: str
    review_reasons: list[str]
    version: int
    confirmed_version: int
    acknowledged_version: int
    accepted_version: int
    needs_acceptance: bool
    digest: str
    channel: str
    language: str
    currency: str
    permalink_url: str | None
    buyer: BuyerOut
    line_items: list[LineItemOut]
    fulfillment: FulfillmentOut
    totals: list[TotalOut]
    payment: PaymentOut
    note: str
    open_findings: int
    placed_at: Timestamp
    status_at: Timestamp
    updated_at: Timestamp


class OrderSummaryOut(TypedDict):
    """An order in a list."""

    id: str
    number: int
    revision: int
    status: OrderStatus
    version: int
    confirmed_version: int
    acknowledged_version: int
    accepted_version: int
    needs_acceptance: bool
    channel: str
    currency: str
    total: Amount
    pieces: int
    summary: list[Any]
    buyer: BuyerSummaryOut
    promised_from: Timestamp | None
    promised_until: Timestamp | None
    placed_at: Timestamp
    updated_at: Timestamp


class OrderPage(TypedDict):
    """A page of orders, newest first."""

    items: list[OrderSummaryOut]
    next_cursor: str | None


class QuoteOut(TypedDict):
    """An order as it would be."""

    currency: str
    line_items: list[LineItemOut]
    expectation: ExpectationOut
    totals: list[TotalOut]
    needs_review: bool
    payment_methods: list[str]
