"""The kinds of fulfilment method, each with its rules: a row of the table below is all there is to a kind (C5).

Code asks the row (`policy_of(kind).needs_address`) and never for a kind by its name, so that the next kind is one row
more and nothing else. A row that has been in use stays: agreed orders go by it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kept.catalog.models import Kind as ProductKind

# As long as the columns `fulfilment_method.kind` and `orders.fulfilment_kind` are.
LONGEST_KIND = 8


class PromiseOf(StrEnum):
    """The moment that a promise names."""

    READINESS = "readiness"  # it is ready, and lies there until the store closes
    APPOINTMENT = "appointment"  # the customer comes, and it is done
    ACCESS = "access"  # it is ready, and by that with the customer
    ARRIVAL = "arrival"  # it is with the customer by the end of the promised time


@dataclass(frozen=True, slots=True)
class FulfilmentPolicy:
    """The rules of one kind of fulfilment method.

    `carries`: the kinds of product that it is made for. `has_carrier`: a carrier brings it, anywhere in the world; it
    rests on Sundays only. `middle_status`: the orders.Status between preparing and done, "" where there is none: with
    "shipped" a parcel's number can be told. `announced_status`: the one whose message the customer waits for.
    `protocol_name`: the method type of the Universal Commerce Protocol. `is_quick_filter`: the board's filter for it is
    always in sight.
    """

    kind: str
    label: str | Promise
    icon: str
    promise_of: PromiseOf
    carries: Collection[str]
    protocol_name: str
    at_the_store: bool = False
    needs_address: bool = False
    has_carrier: bool = False
    middle_status: str = ""
    announced_status: str = "done"
    is_quick_filter: bool = True

    def __post_init__(self) -> None:
        assert 0 < len(self.kind) <= LONGEST_KIND, f"a kind has 1 to {LONGEST_KIND} characters: {self.kind!r}"

    @property
    def due_when_it_begins(self) -> bool:
        """True where the promise is kept by its first moment; else it is by its last."""
        return self.promise_of is not PromiseOf.ARRIVAL

    @property
    def has_own_driver(self) -> bool:
        """True where the store itself brings it: within its own country, and only while it is open."""
        return self.needs_address and not self.has_carrier

    @property
    def is_met_in_person(self) -> bool:
        """True where store and customer meet, so that the promised time is an appointment for both."""
        return self.at_the_store or self.has_own_driver


_POLICIES: dict[str, FulfilmentPolicy] = {
    policy.kind: policy
    for policy in (
        FulfilmentPolicy(
            kind="pickup",
            label=_("Pickup"),
            icon="store",
            promise_of=PromiseOf.READINESS,
            carries=(ProductKind.PHYSICAL,),
            protocol_name="pickup",
            at_the_store=True,
            middle_status="ready",
            announced_status="ready",
        ),
        FulfilmentPolicy(
            kind="delivery",
            label=_("Delivery"),
            icon="truck",
            promise_of=PromiseOf.ARRIVAL,
            carries=(ProductKind.PHYSICAL,),
            protocol_name="shipping",
            needs_address=True,
            middle_status="shipped",
            announced_status="shipped",
        ),
        FulfilmentPolicy(
            kind="shipping",
            label=_("Shipping"),
            icon="box",
            promise_of=PromiseOf.ARRIVAL,
            carries=(ProductKind.PHYSICAL,),
            protocol_name="shipping",
            needs_address=True,
            has_carrier=True,
            middle_status="shipped",
            announced_status="shipped",
        ),
        FulfilmentPolicy(
            kind="digital",
            label=_("Download"),
            icon="download",
            promise_of=PromiseOf.ACCESS,
            carries=(ProductKind.DIGITAL,),
            protocol_name="digital",
            is_quick_filter=False,
        ),
        FulfilmentPolicy(
            kind="on_site",
            label=_("Appointment"),
            icon="calendar",
            promise_of=PromiseOf.APPOINTMENT,
            carries=(ProductKind.SERVICE,),
            protocol_name="on_site",
            at_the_store=True,
            middle_status="ready",
            is_quick_filter=False,
        ),
    )
}


def policies() -> Mapping[str, FulfilmentPolicy]:
    """Return every kind's policy by its kind, in the order in which lists show them."""
    return _POLICIES


def policy_of(kind: str) -> FulfilmentPolicy:
    """Return the policy of a kind. Raises KeyError for a kind that has no row."""
    return policies()[kind]


def kind_choices() -> list[tuple[str, str | Promise]]:
    """Return every kind with its label, as a form offers them."""
    return [(policy.kind, policy.label) for policy in policies().values()]
