"""What callers send about the store, its methods and its days off, and how it becomes what the actions take."""

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import Field

from kept.faces.api.addresses import Destination
from kept.faces.api.fields import WHOLE, BasisPoints, Given, Minor, OneOf, Wanted, text
from kept.messages.models import MessageKind
from kept.payments.methods import methods
from kept.promises.fulfilment import policies
from kept.promises.inputs import MOST_WINDOWS, FulfilmentMethodInput, WindowInput
from kept.promises.models import FulfilmentMethod
from kept.promises.writes import LONGEST_ROAD_DAYS
from kept.stores.actions.set_messages import LONGEST_BURST_SECONDS
from kept.stores.actions.set_review_rules import LONGEST_REMINDER_MINUTES
from kept.stores.actions.set_status_words import LONGEST_WORD
from kept.stores.inputs import ReviewRules, StoreInput
from kept.stores.models import REVIEW_REMINDER_MINUTES, Store

Language = Literal["en", "de", "es"]


Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]


Weekday = Annotated[int, Field(ge=0, le=6, description="0 is Monday."), WHOLE]


Days = Annotated[int, Field(ge=0, le=LONGEST_ROAD_DAYS), WHOLE]


Pay = Annotated[str, OneOf(methods)]


Kind = Annotated[str, OneOf(policies)]


From = Literal["shop", "phone", "counter", "api", "agent", "email"]


Status = Literal["pending", "received", "preparing", "ready", "shipped", "done", "on_hold", "cancelled"]


# Settings whose name here is another one than inside.
_INSIDE = {"phone_number": "phone", "fulfillment_tax_rate": "fulfilment_tax_rate"}


class SettingsWanted(Wanted):
    """What should be different; what is left out stays. Once there are orders, the currency stays."""

    name: Annotated[str, text(120, least=1)] = ""
    legal_name: Annotated[str, text(200)] = ""
    tagline: Annotated[str, text(200)] = ""
    about: Annotated[str, text(5000)] = ""
    email: Annotated[str, text(254, least=1, examples=["hello@example.com"])] = ""
    phone_number: Annotated[str, text(32)] = ""
    address: Destination = Destination()
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])] = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])] = ""
    timezone: Annotated[str, text(64, least=1, examples=["Europe/Berlin"])] = ""
    language: Language = "en"
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)] = []
    accent: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", examples=["#2f5d50"])] = ""
    prices_include_tax: bool = True
    fulfillment_tax_rate: BasisPoints = 0
    policy: Annotated[str, text(20_000)] = ""
    bank_details: Annotated[str, text(1000)] = ""

    def asked(self, row: Store) -> StoreInput:
        """`row` with what was given in its place."""
        given = {_INSIDE.get(name, name): value for name, value in self.given().items()}
        if "address" in given:
            given["address"] = self.address.as_postal()
        fields = {name: given.get(name, getattr(row, name)) for name in StoreInput.__slots__}
        return StoreInput(**{**fields, "languages": tuple(fields["languages"])})


class ShopWanted(Given):
    """Whether customers can order at the moment."""

    open: bool


class MessagesWanted(Given):
    """Which messages are not sent, and how long a status message waits so that several become one.

    A confirmation is always sent.
    """

    off: Annotated[list[Literal[*MessageKind.values]], Field(max_length=40)]  # type: ignore[valid-type]
    burst_seconds: Annotated[int, Field(ge=0, le=LONGEST_BURST_SECONDS), WHOLE]


class RulesWanted(Given):
    """Which orders wait for somebody to confirm them. `above`: worth more than that; null for no limit.

    `reminder_minutes`: after how long the store is told again of one that nobody has confirmed, at most three times and
    in its opening hours; 0 for never.
    """

    every: bool = False
    above: Minor | None = None
    first: bool = False
    channels: Annotated[list[From], Field(max_length=20)] = []
    reminder_minutes: Annotated[int, Field(ge=0, le=LONGEST_REMINDER_MINUTES), WHOLE] = (
        REVIEW_REMINDER_MINUTES
    )

    def asked(self) -> ReviewRules:
        """As the action takes it."""
        return ReviewRules(self.every, self.above, self.first, tuple(self.channels), self.reminder_minutes)


class WordsWanted(Given):
    """The store's own words for statuses, by language; what is left out goes by Kept's word."""

    words: dict[Language, dict[Status, Annotated[str, text(LONGEST_WORD, least=1)]]]

    def as_given(self) -> dict[str, dict[str, str]]:
        """The same in plain words."""
        return {language: dict(words) for language, words in self.words.items()}  # type: ignore[arg-type]


class FulfilmentMethodBase(Given):
    """How orders reach buyers: its price, its days on the road, and how it can be paid."""

    kind: Kind
    name: Annotated[str, text(80, least=1, examples=["Post"])]
    code: Annotated[str, Field(max_length=40, pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")] = ""
    words: Annotated[str, text(240)] = ""
    fee: Minor = 0
    free_from: Minor | None = None
    days_least: Days = 0
    days_most: Days = 0
    cut_off: Clock | None = None
    leaves_on: Annotated[list[Weekday], Field(max_length=7)] = []
    asks_time: bool = False
    pay_by: Annotated[list[Pay], Field(min_length=1, max_length=20)]


class NewFulfilmentMethodInput(FulfilmentMethodBase):
    """A new fulfilment method, at the end of the list. Its `code` comes from the name where it is left out."""

    def asked(self) -> FulfilmentMethodInput:
        """As the action takes it."""
        return _fulfilment_method(self.model_dump())


class FulfilmentMethodUpdate(Wanted, FulfilmentMethodBase):
    """What should be different; what is left out stays. Agreed orders keep its name and fee."""

    kind: Kind = ""
    name: Annotated[str, text(80, least=1)] = ""
    pay_by: Annotated[list[Pay], Field(min_length=1, max_length=20)] = []

    def asked(self, row: FulfilmentMethod) -> FulfilmentMethodInput:
        """`row` with what was given in its place."""
        given = self.given()
        return _fulfilment_method(
            {
                name: given[name] if name in given else getattr(row, name)
                for name in FulfilmentMethodBase.model_fields
            }
        )


def _fulfilment_method(fields: dict[str, Any]) -> FulfilmentMethodInput:
    cut_off = fields["cut_off"]
    return FulfilmentMethodInput(
        **{
            **fields,
            "cut_off": time.fromisoformat(cut_off) if isinstance(cut_off, str) else cut_off,
            "leaves_on": tuple(fields["leaves_on"]),
            "pay_by": tuple(fields["pay_by"]),
        }
    )


class WindowGiven(Given):
    """The store works from `opens` to `closes`, in its own time zone."""

    weekday: Weekday
    opens: Clock
    closes: Clock


class HoursGiven(Given):
    """The store works exactly at these times; none at all means always. Promises made before stand."""

    items: Annotated[list[WindowGiven], Field(max_length=MOST_WINDOWS)]

    def asked(self) -> list[WindowInput]:
        """As the action takes it."""
        return [
            WindowInput(one.weekday, time.fromisoformat(one.opens), time.fromisoformat(one.closes))
            for one in self.items
        ]


class ClosureGiven(Given):
    """Why the store does not work on that day."""

    reason: Annotated[str, text(120)] = ""
