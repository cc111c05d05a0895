"""What callers send about orders, and how it becomes what the actions take.

The words follow the Universal Commerce Protocol where it has one (`line_items`, `buyer`, `fulfillment`,
`destination`); amounts are integer minor units.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kept.faces.api.addresses import Destination
from kept.faces.api.fields import (
    READABLE,
    WHOLE,
    BasisPoints,
    Given,
    Instant,
    Minor,
    Number,
    RowId,
    either,
    text,
)
from kept.kit.refusals import Invalid
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import MOST_LINES, MOST_PIECES, CustomerInput, FulfilmentInput, LineInput
from kept.payments.methods import LONGEST_CODE, methods

LINE_ID = r"^[1-9][0-9]{0,5}$"


LineId = Annotated[str, Field(pattern=LINE_ID, max_length=6, examples=["1"])]


Channel = Literal["api", "phone", "counter", "agent", "email"]


# What says which thing a line is about.
_WHICH: tuple[dict[str, Any], ...] = (
    {"variant": {"type": "integer"}},
    {"sku": {"pattern": READABLE}},
    {"title": {"pattern": READABLE}, "unit_price": {"type": "integer"}},
)


class LineItem(Given):
    """One line: a variant by `variant` (its id) or `sku`; or, with orders:price, a free line by `title`.

    `unit_price` replaces the catalog's price and needs the scope orders:price. `tax_rate` is a free line's; without it,
    it has the rate of most of the store's products.
    """

    model_config = either(*_WHICH)

    variant: RowId | None = None
    sku: Annotated[str, text(64)] = ""
    quantity: Annotated[int, Field(ge=1, le=MOST_PIECES), WHOLE]
    options: Annotated[list[RowId], Field(max_length=50)] = []
    note: Annotated[str, text(2000)] = ""
    unit_price: Minor | None = None
    title: Annotated[str, text(160)] = ""
    tax_rate: BasisPoints | None = None

    def asked(self) -> LineInput:
        """As the actions take it."""
        return LineInput(
            quantity=self.quantity,
            variant=self.variant,
            sku=self.sku,
            options=tuple(self.options),
            note=self.note,
            unit_price=self.unit_price,
            title=self.title,
            tax_rate=self.tax_rate,
        )


class ChangedLineItem(LineItem):
    """One line of the new list. With its `id` it is the agreed one; without, a new one."""

    model_config = either({"id": {"type": "string"}}, *_WHICH)

    id: LineId | None = None

    def asked(self) -> LineInput:
        """As the actions take it."""
        return replace(super().asked(), key=self.id or "")


class Buyer(Given):
    """Who orders: a name, and an e-mail address or a phone number, by which the order is confirmed.

    A walk-in at the counter may leave out the contact, and the name too.
    """

    name: Annotated[str, text(160, examples=["Anna Berg"])] = ""
    email: Annotated[str, text(254, examples=["anna@example.com"])] = ""
    phone_number: Annotated[str, text(40, examples=["+49 30 1234567"])] = ""

    def asked(self) -> CustomerInput:
        """As the actions take it."""
        return CustomerInput(self.name, self.email, self.phone_number)


class Fulfillment(Given):
    """How the order should reach its buyer: a `method` of `GET /store`; where and when, if it asks for that."""

    method: Annotated[str, text(40, least=1, examples=["post"])]
    destination: Destination | None = None
    recipient: Annotated[str, text(160)] = ""
    instructions: Annotated[str, text(2000)] = ""
    wished_at: Instant | None = None

    def asked(self) -> FulfilmentInput:
        """As the actions take it. Raises Invalid for a wish out of this age."""
        return FulfilmentInput(
            method=self.method,
            address=self.destination.as_postal() if self.destination else None,
            recipient=self.recipient,
            instructions=self.instructions,
            wished=_wished(self.wished_at, "fulfillment.wished_at") if self.wished_at else None,
        )


def _wished(written: str, field: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if not 2000 <= moment.year <= 2200:
        raise Invalid(_("That time cannot be promised."), field=field)
    return moment


LineItems = Annotated[list[LineItem], Field(min_length=1, max_length=MOST_LINES)]


class QuoteAsked(Given):
    """What an order would be: sums, tax and promise. Nothing is placed or taken."""

    line_items: LineItems
    fulfillment: Fulfillment


# Who can be written to or called.
_REACHABLE: dict[str, Any] = {
    "required": ["name"],
    "properties": {"name": {"pattern": READABLE}},
    "anyOf": [
        {"required": [contact], "properties": {contact: {"pattern": READABLE}}}
        for contact in ("email", "phone_number")
    ],
}


class OrderAsked(QuoteAsked):
    """An order to be placed.

    `payment` is one of the method's `pay_by`. `expected_total` is the sum the buyer saw: another one is refused.
    Over the channel `counter` the buyer may stay unknown: no `buyer`, or a `name` without contact. Nobody is written
    to then, and the order counts as nobody's; `changes` with a buyer makes it somebody's later.
    """

    model_config = either({"channel": {"const": "counter"}}, {"buyer": _REACHABLE})

    buyer: Buyer = Field(default_factory=Buyer)
    payment: Annotated[str, text(LONGEST_CODE, least=1, examples=[*methods()][:1])]
    note: Annotated[str, text(2000)] = ""
    language: Annotated[str, text(12, examples=["de"])] = ""
    expected_total: Minor | None = None
    channel: Channel = "api"


class ChangeWanted(Given):
    """What should be different; a part that is left out stays as it was agreed.

    `line_items` is the whole new list: a line with its `id` is the agreed one, one without it is new, and one
    that is left out goes. `payment` is one of the method's `pay_by`.
    """

    line_items: Annotated[list[ChangedLineItem], Field(min_length=1, max_length=MOST_LINES)] | None = None
    fulfillment: Fulfillment | None = None
    buyer: Buyer | None = None
    payment: Annotated[str, text(LONGEST_CODE, least=1, examples=[*methods()][:1])] | None = None
    note: Annotated[str, text(2000)] | None = None

    def asked(self) -> OrderChangeInput:
        """As the actions take it."""
        return OrderChangeInput(
            lines=tuple(line.asked() for line in self.line_items) if self.line_items is not None else None,
            fulfilment=self.fulfillment.asked() if self.fulfillment else None,
            customer=self.buyer.asked() if self.buyer else None,
            note=self.note,
            payment=self.payment,
        )


class ChangeToPreview(ChangeWanted):
    """A change to look at. `reason` is what the buyer will read about why."""

    reason: Annotated[str, text(240)] = ""


class ChangeToCommit(ChangeToPreview):
    """A change that was previewed: `seen_version` is the version looked at, `fingerprint` the preview's."""

    seen_version: Number
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    request_id: RowId | None = None


class StepWanted(Given):
    """The next step of the work, or the one named by `to`. Tracking is told with “on its way”."""

    to: Literal["preparing", "ready", "shipped", "done", ""] = ""
    tracking_number: Annotated[str, text(80)] = ""
    tracking_url: Annotated[str, Field(max_length=400, pattern=r"^(https://[!-~]+)?$")] = ""


class StepBackWanted(Given):
    """The step before, or the one named by `to`. Nothing is sent."""

    to: Literal["received", "preparing", "ready", "shipped", ""] = ""


class HoldWanted(Given):
    """Why the order waits; the buyer reads it."""

    why: Annotated[str, text(240, least=1)]


class CancellationWanted(Given):
    """Call off the whole order, or the named lines only: an empty list is refused, not taken for “all”."""

    why: Annotated[str, text(240)] = ""
    lines: Annotated[list[LineId], Field(min_length=1, max_length=MOST_LINES)] = Field(default_factory=list)


class ConfirmationWanted(Given):
    """Confirm by hand what was held for review; `note` is the store's personal word in the confirmation.

    `promised_at`: the time that whoever confirms names: any that can be held. Without it what was promised stands for
    as long as it lies ahead; one that has passed gives way to the soonest that can be held.
    """

    note: Annotated[str, text(2000)] = ""
    promised_at: Instant | None = None

    def promised(self) -> datetime | None:
        """As the action takes it. Raises Invalid for a time out of this age."""
        return _wished(self.promised_at, "promised_at") if self.promised_at else None


class AcknowledgementGiven(Given):
    """The buyer said that this version looks right."""

    version: Number
    channel: Channel = "api"


class AcceptanceGiven(Given):
    """Whoever works has looked at this version, and goes on by it."""

    version: Number


class RequestGiven(Given):
    """What the buyer asks or says about the order."""

    kind: Literal["change", "message"]
    text: Annotated[str, text(4000, least=1)]
    channel: Channel = "api"


class AnswerGiven(Given):
    """The store's answer, which the buyer reads."""

    answer: Literal["agreed", "declined", "answered"]
    text: Annotated[str, text(4000, least=1)]
