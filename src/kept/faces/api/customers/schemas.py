"""The requests and replies about customers, and their consents."""

from typing import Annotated

from typing_extensions import TypedDict

from kept.customers.models import Address, Consent, Customer, Identity
from kept.faces.api.addresses import address_out
from kept.faces.api.fields import READABLE, Input, RowId, one_of, requires_one_of, text
from kept.faces.api.values import Timestamp, timestamp


class CustomerUpdate(Input):
    """The fields of a customer to change; what is left out stays."""

    ACTION_NAMES = {"phone_number": "phone"}

    name: Annotated[str, text(160, least=1)] | None = None
    email: Annotated[str, text(254)] | None = None
    phone_number: Annotated[str, text(40)] | None = None
    language: Annotated[str, text(12)] = ""


class CustomerNoteInput(Input):
    """The note; "" strikes it out."""

    note: Annotated[str, text(4000)]


class MergeInput(Input):
    """The customer who turned out to be somebody already known: the id of the one that goes."""

    ACTION_NAMES = {"duplicate": "merged_id"}

    duplicate: RowId


class ConsentInput(Input):
    """A yes or no to `purpose`. A yes needs the wording that was agreed to."""

    model_config = requires_one_of({"granted": {"const": False}}, {"wording": {"pattern": READABLE}})
    ACTION_NAMES = {"wording": "words"}

    purpose: Annotated[str, text(40, least=1, examples=["newsletter"])]
    granted: bool
    source: Annotated[str, text(40, least=1, examples=["counter"])]
    wording: Annotated[str, text(1000)] = ""


class CustomerSummaryOut(TypedDict):
    """A customer in a list.

    `proven` is false as long as all that is here was typed by somebody for whom nobody stands. `probably`: the id of
    the customer whose number they gave.
    """

    id: int
    name: str
    email: str
    phone_number: str
    language: str
    orders_count: int
    proven: bool
    probably: int | None
    created_at: Timestamp
    last_order_at: Timestamp | None


class IdentityOut(TypedDict):
    """An e-mail address or phone number by which a customer is known."""

    kind: Annotated[str, one_of(Identity.Kind)]
    value: str


class CustomerOut(CustomerSummaryOut):
    """A customer, with what the store should know and the addresses used before, newest first."""

    note: str
    identities: list[IdentityOut]
    addresses: list[dict[str, str]]


class CustomerPage(TypedDict):
    """A page of customers."""

    items: list[CustomerSummaryOut]
    next_cursor: str | None


class ConsentOut(TypedDict):
    """A yes or a no of a customer, with where it was given and the wording they were shown."""

    id: int
    purpose: str
    granted: bool
    source: str
    wording: str
    given_at: Timestamp


class ConsentPage(TypedDict):
    """A page of consents, oldest first."""

    items: list[ConsentOut]
    next_cursor: str | None


def customer_summary_out(row: Customer) -> CustomerSummaryOut:
    """Return a customer as lists show them."""
    return {
        "id": row.pk,
        "name": row.name,
        "email": row.email,
        "phone_number": row.phone,
        "language": row.language,
        "orders_count": row.orders_count,
        "proven": row.proven,
        "probably": row.probably_id,
        "created_at": timestamp(row.created_at),
        "last_order_at": timestamp(row.last_order_at),
    }


def customer_out(row: Customer, identities: list[Identity], addresses: list[Address]) -> CustomerOut:
    """Return a customer with how they are known and where they live."""
    return {
        **customer_summary_out(row),
        "note": row.note,
        "identities": [{"kind": identity.kind, "value": identity.value} for identity in identities],
        "addresses": [address_out(address.fields) for address in addresses],
    }


def consent_out(row: Consent) -> ConsentOut:
    """Return a yes or a no, as it was given."""
    return {
        "id": row.pk,
        "purpose": row.purpose,
        "granted": row.granted,
        "source": row.source,
        "wording": row.words,
        "given_at": timestamp(row.at),
    }
