"""The requests about orders, and what they are to the actions.

The words follow the Universal Commerce Protocol where it has one (`line_items`, `buyer`, `fulfillment`,
`destination`); amounts are integer minor units.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kept.faces.api.addresses import AddressInput
from kept.faces.api.fields import (
    READABLE,
    WHOLE,
    BasisPoints,
    Input,
    Instant,
    Minor,
    Number,
    RowId,
    one_of,
    requires_one_of,
    text,
)
from kept.kit.refusals import Invalid
from kept.orders.agreement.change_plan import OrderChangeInput as ChangeValues
from kept.orders.agreement.inputs import MOST_LINES, MOST_PIECES
from kept.orders.agreement.inputs import CustomerInput as CustomerValues
from kept.orders.agreement.inputs import FulfilmentInput as FulfilmentValues
from kept.orders.agreement.inputs import LineInput as LineValues
from kept.orders.models import Request
from kept.payments.methods import LONGEST_CODE, methods

LINE_ID = r"^[1-9][0-9]{0,5}$"


LineId = Annotated[str, Field(pattern=LINE_ID, max_length=6, examples=["1"])]


# The channels that a program may name: its own, and those of people it takes orders for.
Channel = Literal["api", "phone", "counter", "agent", "email"]


PaymentMethod = Annotated[str, text(LONGEST_CODE, least=1, examples=[*methods()][:1])]


Reason = Annotated[str, text(240)]


# Fields that the refusals of orders call by another name.
_ACTION_NAMES = {
    "fulfillment.destination.street_address": "address.street_address",
    "fulfillment.destination.extended_address": "address.city_area",
    "fulfillment.destination.address_locality": "address.city",
    "fulfillment.destination.address_region": "address.country_area",
    "fulfillment.destination.address_country": "address.country_code",
    "fulfillment.destination.postal_code": "address.postal_code",
    "buyer.name": "name",
    "buyer.email": "email",
    "buyer.phone_number": "phone",
    "line_items": "lines",
    "fulfillment.method": "fulfilment_method",
    "fulfillment.instructions": "instructions",
    "fulfillment.wished_at": "wished",
    "payment_method": "payment",
}


# The thing that a line is about is named in one of these ways.
_NAMED_BY: tuple[dict[str, Any], ...] = (
    {"variant": {"type": "integer"}},
    {"sku": {"pattern": READABLE}},
    {"title": {"pattern": READABLE}, "unit_price": {"type": "integer"}},
)


class LineItemInput(Input):
    """One line: a variant by `variant` (its id) or `sku`; or, with orders:price, a free line by `title`.

    `unit_price` replaces the catalog's price and needs the scope orders:price. `tax_rate` is a free line's; without it,
    it has the rate of most of the store's products.
    """

    model_config = requires_one_of(*_NAMED_BY)

    variant: RowId | None = None
    sku: Annotated[str, text(64)] = ""
    quantity: Annotated[int, Field(ge=1, le=MOST_PIECES), WHOLE]
    options: Annotated[list[RowId], Field(max_length=50)] = []
    note: Annotated[str, text(2000)] = ""
    unit_price: Minor | None = None
    title: Annotated[str, text(160)] = ""
    tax_rate: BasisPoints | None = None

    def values(self) -> LineValues:
        """Return it as the actions take it."""
        return LineValues(
            quantity=self.quantity,
            variant=self.variant,
            sku=self.sku,
            options=tuple(self.options),
            note=self.note,
            unit_price=self.unit_price,
            title=self.title,
            tax_rate=self.tax_rate,
        )


class ChangedLineItemInput(LineItemInput):
    """One line of the new list. With its `id` it is the agreed one; without, a new one."""

    model_config = requires_one_of({"id": {"type": "string"}}, *_NAMED_BY)

    id: LineId | None = None

    def values(self) -> LineValues:
        """Return it as the actions take it."""
        return replace(super().values(), key=self.id or "")


class BuyerInput(Input):
    """The buyer: a name, and an e-mail address or a phone number, by which the order is confirmed.

    A walk-in at the counter may leave out the contact, and the name too.
    """

    name: Annotated[str, text(160, examples=["Anna Berg"])] = ""
    email: Annotated[str, text(254, examples=["anna@example.com"])] = ""
    phone_number: Annotated[str, text(40, examples=["+49 30 1234567"])] = ""

    def values(self) -> CustomerValues:
        """Return it as the actions take it."""
        return CustomerValues(self.name, self.email, self.phone_number)


class FulfillmentInput(Input):
    """The way an order reaches its buyer: a `method` of `GET /store`; where and when, if it asks for that."""

    method: Annotated[str, text(40, least=1, examples=["post"])]
    destination: AddressInput | None = None
    recipient: Annotated[str, text(160)] = ""
    instructions: Annotated[str, text(2000)] = ""
    wished_at: Instant | None = None

    def values(self) -> FulfilmentValues:
        """Return it as the actions take it. Raises Invalid for a wish out of this age."""
        return FulfilmentValues(
            method=self.method,
            address=self.destination.values() if self.destination else None,
            recipient=self.recipient,
            instructions=self.instructions,
            wished=_moment(self.wished_at, "wished") if self.wished_at else None,
        )


def _moment(text: str, field: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if not 2000 <= moment.year <= 2200:
        raise Invalid(_("That time cannot be promised."), field=field)
    return moment


LineItems = Annotated[list[LineItemInput], Field(min_length=1, max_length=MOST_LINES)]


class QuoteInput(Input):
    """An order to reckon: sums, tax and promise. Nothing is placed or taken."""

    ACTION_NAMES = _ACTION_NAMES

    line_items: LineItems
    fulfillment: FulfillmentInput


# A buyer who can be written to or called.
_REACHABLE: dict[str, Any] = {
    "required": ["name"],
    "properties": {"name": {"pattern": READABLE}},
    "anyOf": [
        {"required": [contact], "properties": {contact: {"pattern": READABLE}}}
        for contact in ("email", "phone_number")
    ],
}


class OrderInput(QuoteInput):
    """An order to be placed.

    `payment_method` is one of the fulfilment method's `payment_methods`. `expected_total` is the sum that the buyer
    saw: another one is refused. Over the channel `counter` the buyer may stay unknown: no `buyer`, or a `name` without
    contact. Nobody is written to then, and the order counts as nobody's; `changes` with a buyer makes it somebody's
    later.
    """

    model_config = requires_one_of({"channel": {"const": "counter"}}, {"buyer": _REACHABLE})

    buyer: BuyerInput = Field(default_factory=BuyerInput)
    payment_method: PaymentMethod
    note: Annotated[str, text(2000)] = ""
    language: Annotated[str, text(12, examples=["de"])] = ""
    expected_total: Minor | None = None
    channel: Channel = "api"


class ChangeInput(Input):
    """A change of an order; a part that is left out stays as it was agreed.

    `line_items` is the whole new list: a line with its `id` is the agreed one, one without it is new, and one
    that is left out goes. `payment_method` is one of the fulfilment method's `payment_methods`.
    """

    ACTION_NAMES = _ACTION_NAMES

    line_items: Annotated[list[ChangedLineItemInput], Field(min_length=1, max_length=MOST_LINES)] | None = (
        None
    )
    fulfillment: FulfillmentInput | None = None
    buyer: BuyerInput | None = None
    payment_method: PaymentMethod | None = None
    note: Annotated[str, text(2000)] | None = None

    def values(self) -> ChangeValues:
        """Return it as the actions take it."""
        return ChangeValues(
            lines=tuple(line.values() for line in self.line_items) if self.line_items is not None else None,
            fulfilment=self.fulfillment.values() if self.fulfillment else None,
            customer=self.buyer.values() if self.buyer else None,
            note=self.note,
            payment=self.payment_method,
        )


class ChangePreviewInput(ChangeInput):
    """A change to look at. `reason` is what the buyer will read about why."""

    reason: Reason = ""


class ChangeCommitInput(ChangePreviewInput):
    """A change that was previewed: `seen_version` is the version looked at, `fingerprint` the preview's."""

    seen_version: Number
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    request_id: RowId | None = None


class StepInput(Input):
    """The next step of the work, or the one named by `to`. Tracking is told with “on its way”."""

    to: Literal["preparing", "ready", "shipped", "done", ""] = ""
    tracking_number: Annotated[str, text(80)] = ""
    tracking_url: Annotated[str, Field(max_length=400, pattern=r"^(https://[!-~]+)?$")] = ""


class StepBackInput(Input):
    """The step before, or the one named by `to`. Nothing is sent."""

    to: Literal["received", "preparing", "ready", "shipped", ""] = ""


class HoldInput(Input):
    """The reason why the order is put on hold; the buyer reads it."""

    ACTION_NAMES = {"reason": "why"}

    reason: Annotated[str, text(240, least=1)]


class CancellationInput(Input):
    """Call off the whole order, or the named lines only: an empty list is refused, not taken for “all”."""

    ACTION_NAMES = {"reason": "why"}

    reason: Reason = ""
    lines: Annotated[list[LineId], Field(min_length=1, max_length=MOST_LINES)] = Field(default_factory=list)


class ConfirmationInput(Input):
    """Confirm by hand what is under review; `note` is the store's personal word in the confirmation.

    `promised_at`: the time that whoever confirms names: any that can be held. Without it what was promised stands for
    as long as it lies ahead; one that has passed gives way to the soonest that can be held.
    """

    note: Annotated[str, text(2000)] = ""
    promised_at: Instant | None = None

    def promised(self) -> datetime | None:
        """Return the time as the action takes it. Raises Invalid for one out of this age."""
        return _moment(self.promised_at, "promised_at") if self.promised_at else None


class AcknowledgementInput(Input):
    """The version that the buyer said looks right."""

    version: Number
    channel: Channel = "api"


class VersionAcceptanceInput(Input):
    """The version that whoever works has looked at, and goes on by."""

    version: Number


class RequestInput(Input):
    """A request of the buyer: a change, or a question about the order."""

    kind: Annotated[str, one_of(Request.Kind)]
    text: Annotated[str, text(4000, least=1)]
    channel: Channel = "api"


class AnswerInput(Input):
    """The store's answer, which the buyer reads."""

    answer: Literal["agreed", "declined", "answered"]
    text: Annotated[str, text(4000, least=1)]
