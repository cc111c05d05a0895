"""What callers are shown of orders: the schemas. Replies are tested against them, not made by them."""

from typing import Annotated, Any, Literal

from kept.faces.api.fields import OneOf, Shown
from kept.faces.api.values import Amount, Stamp
from kept.promises.fulfilment import policies

Status = Literal["pending", "received", "preparing", "ready", "shipped", "done", "on_hold", "cancelled"]


def _method_types() -> list[str]:
    return list(dict.fromkeys(policy.protocol_name for policy in policies().values()))


class Quantity(Shown):
    """Pieces of a line: first agreed, agreed now, handed over."""

    original: int
    total: int
    fulfilled: int


class Item(Shown):
    """What the line is. `price` of one, options included. `id` is the variant's; null for a free line."""

    id: str | None
    title: str
    price: Amount


class Total(Shown):
    """One sum. `included`: the tax is inside the total."""

    type: Literal["subtotal", "fulfillment", "tax", "total"]
    amount: Amount
    included: bool | None = None


class OptionShown(Shown):
    """An answer the buyer chose."""

    id: int
    name: str
    value: str
    price: Amount


class LineItemShown(Shown):
    """One agreed line; `id` names it in every version."""

    id: str
    item: Item
    sku: str
    variant_title: str
    kind: str
    quantity: Quantity
    status: Literal["processing", "partial", "fulfilled"]
    options: list[OptionShown]
    note_label: str
    note: str
    tax_rate: int
    totals: list[Total]


class LineRef(Shown):
    """So many of a line."""

    id: str
    quantity: int


class Expectation(Shown):
    """The promise: what reaches the buyer, how, where, and between which instants."""

    id: str
    line_items: list[LineRef]
    method_type: Annotated[str, OneOf(_method_types)]
    method: str
    title: str
    description: str
    destination: dict[str, str] | None
    recipient: str
    instructions: str
    earliest: Stamp | None
    latest: Stamp | None
    wished: bool


class FulfillmentEvent(Shown):
    """Something that happened to the work; never changed afterwards."""

    id: str
    occurred_at: Stamp
    type: Literal["processing", "ready_for_pickup", "shipped", "delivered", "canceled", "corrected"]
    status: Status
    tracking_number: str


class FulfillmentShown(Shown):
    """What was promised, and what happened."""

    expectations: list[Expectation]
    events: list[FulfillmentEvent]


class BuyerShown(Shown):
    """Who ordered; `customer_order_no` says which order of theirs it is.

    A walk-in at the counter is no customer: `id` and `customer_order_no` are null, and the texts may be empty.
    """

    id: int | None
    name: str
    email: str
    phone_number: str
    customer_order_no: int | None


class BuyerShort(Shown):
    """Who ordered. `id` is null for a walk-in."""

    id: int | None
    name: str
    email: str
    phone_number: str


class Payment(Shown):
    """The money, as an axis of its own. `balance`: still owed; negative when it is owed back.

    `state`, `received` and `balance` are null for a key without `money:read`.
    """

    method: str
    state: Literal["due", "part_paid", "paid", "owed", "nothing"] | None
    agreed: Amount
    received: Amount | None
    balance: Amount | None


class OrderShown(Shown):
    """An order as it stands: its newest agreed version, its work, its money.

    `revision` goes up with every change and is the ETag; `version` numbers what was agreed;
    `confirmed_version` is 0 while the order is held for review; `accepted_version` is the one that the work goes by,
    0 while no work has begun. `needs_acceptance`: it was changed since, and no step is taken before somebody
    accepts the newer version. `digest` is the SHA-256 of the newest version's canonical JSON. `open_findings`: how much
    about it waits for a person (`GET /findings?order=…&state=open`).
    """

    id: str
    number: int
    revision: int
    status: Status
    why: str
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
    buyer: BuyerShown
    line_items: list[LineItemShown]
    fulfillment: FulfillmentShown
    totals: list[Total]
    payment: Payment
    note: str
    open_findings: int
    placed_at: Stamp
    status_at: Stamp
    changed_at: Stamp


class OrderShort(Shown):
    """An order in a list."""

    id: str
    number: int
    revision: int
    status: Status
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
    buyer: BuyerShort
    promised_from: Stamp | None
    promised_until: Stamp | None
    placed_at: Stamp
    changed_at: Stamp


class OrderPage(Shown):
    """A page of orders, newest first."""

    items: list[OrderShort]
    next_cursor: str | None


class QuoteShown(Shown):
    """What an order would be."""

    currency: str
    line_items: list[LineItemShown]
    expectation: Expectation
    totals: list[Total]
    needs_review: bool
    pay_by: list[str]
