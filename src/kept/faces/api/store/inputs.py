"""The requests about the store, its methods and its days off, and what they are to the actions."""

from datetime import time
from typing import Annotated, Any

from django.conf import settings
from pydantic import Field

from kept.faces.api.addresses import ADDRESS_FIELDS, AddressInput
from kept.faces.api.fields import WHOLE, BasisPoints, Input, Minor, OneOf, Update, one_of, text
from kept.messages.optional import OPTIONAL_KINDS
from kept.orders.channels import ORDER_CHANNELS
from kept.orders.models import Status
from kept.payments.methods import methods
from kept.promises.fulfilment import policies
from kept.promises.inputs import MOST_WINDOWS
from kept.promises.inputs import FulfilmentMethodInput as MethodValues
from kept.promises.inputs import WindowInput as WindowValues
from kept.promises.models import FulfilmentMethod
from kept.promises.writes import LONGEST_ROAD_DAYS
from kept.stores.actions.set_review_rules import LONGEST_REMINDER_MINUTES, MOST_PIECES
from kept.stores.actions.set_status_words import LONGEST_WORD
from kept.stores.inputs import ReviewRules
from kept.stores.inputs import StoreInput as StoreValues
from kept.stores.models import LONGEST_BURST_SECONDS, REVIEW_REMINDER_MINUTES, Store
from kept.stores.order_limits import MOST_OF_ARTICLE, MOST_UNPROVEN, SHARE_PERCENT, OrderLimits

Language = Annotated[str, OneOf(lambda: [code for code, _name in settings.LANGUAGES])]


Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]


Weekday = Annotated[int, Field(ge=0, le=6, description="0 is Monday."), WHOLE]


Days = Annotated[int, Field(ge=0, le=LONGEST_ROAD_DAYS), WHOLE]


PaymentMethod = Annotated[str, OneOf(methods)]


Kind = Annotated[str, OneOf(policies)]


Channel = Annotated[str, OneOf(lambda: [str(channel) for channel in ORDER_CHANNELS])]


MessageKind = Annotated[str, OneOf(lambda: [str(kind) for kind in OPTIONAL_KINDS])]


OrderStatus = Annotated[str, one_of(Status)]


class SettingsUpdate(Update):
    """The settings to change; what is left out stays. Once there are orders, the currency stays."""

    ACTION_NAMES = {
        "phone_number": "phone",
        "fulfillment_tax_rate": "fulfilment_tax_rate",
        **{f"address.{name}": f"address.{kept}" for name, kept in ADDRESS_FIELDS.items()},
    }

    name: Annotated[str, text(120, least=1)] = ""
    legal_name: Annotated[str, text(200)] = ""
    tagline: Annotated[str, text(200)] = ""
    about: Annotated[str, text(5000)] = ""
    email: Annotated[str, text(254, least=1, examples=["hello@example.com"])] = ""
    phone_number: Annotated[str, text(32)] = ""
    address: AddressInput = AddressInput()
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])] = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])] = ""
    timezone: Annotated[str, text(64, least=1, examples=["Europe/Berlin"])] = ""
    language: Language = "en"
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)] = []
    accent: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", examples=["#2f5d50"])] = ""
    prices_include_tax: bool = True
    fulfillment_tax_rate: BasisPoints = 0
    policy: Annotated[str, text(20_000)] = ""
    bank_details: Annotated[str, text(1000)] = ""

    def values_for(self, row: Store) -> StoreValues:
        """Return `row`, with what was sent in its place, as the action takes it."""
        fields = self.merged_with(row, StoreValues)
        # The address stays in the store's country when that changes, as it does at the desk.
        if "address" in self.model_fields_set:
            fields["address"] = self.address.values()
        elif row.address and "country" in self.model_fields_set:
            fields["address"] = {**row.address, "country_code": fields["country"]}
        return StoreValues(**{**fields, "languages": tuple(fields["languages"])})


class ShopInput(Input):
    """Open or close the shop: customers can order at the moment, or cannot."""

    open_for_orders: bool


class MessageSettingsInput(Input):
    """The kinds of messages that are not sent, and how long a status message waits so that several become one.

    Confirmations, cancellations and answers are always sent.
    """

    ACTION_NAMES = {"disabled": "off", "delay_seconds": "burst_seconds"}

    disabled: Annotated[list[MessageKind], Field(max_length=40)]
    delay_seconds: Annotated[int, Field(ge=0, le=LONGEST_BURST_SECONDS), WHOLE]


class OrderLimitsInput(Input):
    """The limits on what one customer may order by themselves; 0 for no limit.

    `max_per_article`: pieces in one order, but for staff. `max_unproven`: pieces in unpaid orders of somebody whose
    identity is not proven. `share_percent`: what such a customer may hold of what there is of an article.
    """

    ACTION_NAMES = {"max_per_article": "most_of_article", "max_unproven": "most_unproven"}

    max_per_article: Annotated[int, Field(ge=0, le=MOST_PIECES), WHOLE] = MOST_OF_ARTICLE
    max_unproven: Annotated[int, Field(ge=0, le=MOST_PIECES), WHOLE] = MOST_UNPROVEN
    share_percent: Annotated[int, Field(ge=0, le=100), WHOLE] = SHARE_PERCENT


class ReviewRulesInput(Input):
    """The orders that wait for somebody to confirm them. `total_above`: worth more than that; null for no limit.

    `reminder_minutes`: after how long the store is told again of one that nobody has confirmed, at most three times and
    in its opening hours; 0 for never. `limits`: what customers may order by themselves.
    """

    ACTION_NAMES = {"all_orders": "every", "total_above": "above", "first_orders": "first"}

    all_orders: bool = False
    total_above: Minor | None = None
    first_orders: bool = False
    channels: Annotated[list[Channel], Field(max_length=20)] = []
    reminder_minutes: Annotated[int, Field(ge=0, le=LONGEST_REMINDER_MINUTES), WHOLE] = (
        REVIEW_REMINDER_MINUTES
    )
    limits: OrderLimitsInput = OrderLimitsInput()

    def values(self) -> ReviewRules:
        """Return them as the action takes them."""
        limits = OrderLimits(**self.limits.action_fields())
        return ReviewRules(**{**self.action_fields(), "channels": tuple(self.channels), "limits": limits})


class StatusLabelsInput(Input):
    """The store's own words for statuses, by language; what is left out goes by Kept's word."""

    ACTION_NAMES = {"labels": "words"}

    labels: dict[Language, dict[OrderStatus, Annotated[str, text(LONGEST_WORD, least=1)]]]


class FulfilmentMethodBase(Input):
    """A fulfilment method: its price, its days on the road, and how it can be paid."""

    ACTION_NAMES = {
        "description": "words",
        "min_days": "days_least",
        "max_days": "days_most",
        "payment_methods": "pay_by",
    }

    kind: Kind
    name: Annotated[str, text(80, least=1, examples=["Post"])]
    code: Annotated[str, Field(max_length=40, pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")] = ""
    description: Annotated[str, text(240)] = ""
    fee: Minor = 0
    free_from: Minor | None = None
    min_days: Days = 0
    max_days: Days = 0
    cut_off: Clock | None = None
    leaves_on: Annotated[list[Weekday], Field(max_length=7)] = []
    asks_time: bool = False
    payment_methods: Annotated[list[PaymentMethod], Field(min_length=1, max_length=20)]


class NewFulfilmentMethodInput(FulfilmentMethodBase):
    """A new fulfilment method, at the end of the list. Its `code` comes from the name where it is left out."""

    def values(self) -> MethodValues:
        """Return it as the action takes it."""
        return _method_values(self.action_fields())


class FulfilmentMethodUpdate(Update, FulfilmentMethodBase):
    """The fields of a fulfilment method to change; what is left out stays. Agreed orders keep its name and fee."""

    kind: Kind = ""
    name: Annotated[str, text(80, least=1)] = ""
    payment_methods: Annotated[list[PaymentMethod], Field(min_length=1, max_length=20)] = []

    def values_for(self, row: FulfilmentMethod) -> MethodValues:
        """Return `row`, with what was sent in its place, as the action takes it."""
        return _method_values(self.merged_with(row, MethodValues))


def _method_values(fields: dict[str, Any]) -> MethodValues:
    cut_off = fields["cut_off"]
    return MethodValues(
        **{
            **fields,
            "cut_off": time.fromisoformat(cut_off) if isinstance(cut_off, str) else cut_off,
            "leaves_on": tuple(fields["leaves_on"]),
            "pay_by": tuple(fields["pay_by"]),
        }
    )


class OpeningWindowInput(Input):
    """The store works from `opens` to `closes`, in its own time zone. Where it closes no later than it opens it does so
    on the next day, by 08:00; 00:00 is the end of the day.
    """

    weekday: Weekday
    opens: Clock
    closes: Clock


class OpeningHoursInput(Input):
    """The store works exactly at these times; none at all means always. Promises made before stand."""

    ACTION_NAMES = {"items": "hours"}

    items: Annotated[list[OpeningWindowInput], Field(max_length=MOST_WINDOWS)]

    def values(self) -> list[WindowValues]:
        """Return them as the action takes them."""
        return [
            WindowValues(window.weekday, time.fromisoformat(window.opens), time.fromisoformat(window.closes))
            for window in self.items
        ]


class ClosureInput(Input):
    """The reason why the store does not work on that date."""

    ACTION_NAMES = {"date": "day"}

    reason: Annotated[str, text(120)] = ""
