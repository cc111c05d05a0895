"""Customers as they are sent and shown."""

from typing import Annotated, Any

from kept.customers.models import Address, Consent, Customer, Identity
from kept.faces.api.addresses import POSTAL
from kept.faces.api.fields import READABLE, Given, RowId, Shown, either, text
from kept.faces.api.values import Plain, Stamp, stamp


class CustomerWanted(Given):
    """What should be different; what is left out stays."""

    name: Annotated[str, text(160, least=1)] | None = None
    email: Annotated[str, text(254)] | None = None
    phone_number: Annotated[str, text(40)] | None = None
    language: Annotated[str, text(12)] = ""


class NoteGiven(Given):
    """The note; "" strikes it out."""

    note: Annotated[str, text(4000)]


class MergeWanted(Given):
    """The customer who turned out to be somebody already known."""

    merged: RowId


class ConsentGiven(Given):
    """A yes or no to `purpose`. A yes needs the words that were agreed to."""

    model_config = either({"granted": {"const": False}}, {"words": {"pattern": READABLE}})

    purpose: Annotated[str, text(40, least=1, examples=["newsletter"])]
    granted: bool
    source: Annotated[str, text(40, least=1, examples=["counter"])]
    words: Annotated[str, text(1000)] = ""


class CustomerShort(Shown):
    """A customer in a list."""

    id: int
    name: str
    email: str
    phone_number: str
    language: str
    orders_count: int
    created_at: Stamp
    last_order_at: Stamp | None


class CustomerShown(CustomerShort):
    """A customer, with what the store should know and the addresses used before, newest first."""

    note: str
    identities: list[dict[str, str]]
    addresses: list[dict[str, Any]]


class CustomerPage(Shown):
    """A page of customers."""

    items: list[CustomerShort]
    next_cursor: str | None


class ConsentShown(Shown):
    """A yes or a no of a customer, with where it was given and the words they were shown."""

    id: int
    purpose: str
    granted: bool
    source: str
    words: str
    at: Stamp


class ConsentPage(Shown):
    """A page of consents, oldest first."""

    items: list[ConsentShown]
    next_cursor: str | None


def customer(row: Customer) -> Plain:
    """A customer in a list."""
    return {
        "id": row.pk,
        "name": row.name,
        "email": row.email,
        "phone_number": row.phone,
        "language": row.language,
        "orders_count": row.orders_count,
        "created_at": stamp(row.created_at),
        "last_order_at": stamp(row.last_order_at),
    }


def customer_in_full(row: Customer, identities: list[Identity], addresses: list[Address]) -> Plain:
    """A customer with how they are known and where they live."""
    return {
        **customer(row),
        "note": row.note,
        "identities": [{"kind": each.kind, "value": each.value} for each in identities],
        "addresses": [
            {name: each.fields[kept] for name, kept in POSTAL.items() if kept in each.fields}
            for each in addresses
        ],
    }


def consent(row: Consent) -> Plain:
    """A yes or a no, as it was given."""
    return {
        "id": row.pk,
        "purpose": row.purpose,
        "granted": row.granted,
        "source": row.source,
        "words": row.words,
        "at": stamp(row.at),
    }
