"""Customers: who ordered, and how they are known."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.customers.actions.change_customer import change_customer
from kept.customers.identities import email_identity, phone_identity
from kept.customers.models import Address, Customer, Identity
from kept.faces.api.auth import Caller, caller
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.replies import reply
from kept.faces.api.shapes import shelf as shape
from kept.faces.api.shapes.order import Plain, page
from kept.faces.api.shapes.shown_shelf import CustomerPage, CustomerShown
from kept.faces.api.words import Given, RowId, text
from kept.faces.api.writing import Done, write
from kept.kit.refusals import NotFound

router = Router()
_MOST_ADDRESSES = 20


class CustomerWanted(Given):
    """What should be different; what is left out stays."""

    name: Annotated[str, text(160, least=1)] | None = None
    email: Annotated[str, text(254)] | None = None
    phone_number: Annotated[str, text(40)] | None = None
    language: Annotated[str, text(12)] = ""


@router.get("/customers", response=CustomerPage, summary="Read or find customers")
def customers(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    email: Annotated[str | None, text(254)] = None,
    phone_number: Annotated[str | None, text(40)] = None,
) -> HttpResponse:
    """A page of customers; or the one who is known by this e-mail address or phone number."""
    store = caller(request).store
    found = Customer.objects.filter(store_id=store.pk, pk__gt=int(cursor or 0)).order_by("id")
    if email is not None:
        found = found.filter(identities__kind=Identity.Kind.EMAIL, identities__value=email_identity(email))
    if phone_number is not None:
        known = phone_identity(phone_number, store.country)
        found = found.filter(pk__in=_known_by_phone(store.pk, known))
    rows, following = cut(found, limit, lambda row: row.pk)
    return reply(page([shape.customer(row) for row in rows], following))


@router.get("/customers/{customer_id}", response=CustomerShown, summary="Read a customer")
def customer(request: HttpRequest, customer_id: RowId) -> HttpResponse:
    """A customer with every way they are known by and the addresses they used."""
    return reply(_whole(_customer(caller(request), customer_id)))


@router.patch("/customers/{customer_id}", response=CustomerShown, summary="Put a customer right")
def change(request: HttpRequest, customer_id: RowId, wanted: CustomerWanted) -> HttpResponse:
    """Another name, address or number. Agreed orders keep what they say."""

    def work(who: Caller, now: datetime) -> Done:
        row = _customer(who, customer_id)
        changed = change_customer(
            actor=who.actor,
            customer_id=customer_id,
            name=row.name if wanted.name is None else wanted.name,
            email=row.email if wanted.email is None else wanted.email,
            phone=row.phone if wanted.phone_number is None else wanted.phone_number,
            language=wanted.language,
            now=now,
        )
        return 200, _whole(changed), {}

    return write(request, work)


def _customer(who: Caller, customer_id: int) -> Customer:
    row = Customer.objects.filter(store_id=who.store.pk, pk=customer_id).first()
    if row is None:
        raise NotFound
    return row


def _whole(row: Customer) -> Plain:
    identities = list(Identity.objects.filter(customer=row).order_by("kind", "id"))
    addresses = list(Address.objects.filter(customer=row).order_by("-last_used_at")[:_MOST_ADDRESSES])
    return shape.whole_customer(row, identities, addresses)


def _known_by_phone(store_id: int, number: str) -> list[int]:
    found = Identity.objects.filter(store_id=store_id, kind=Identity.Kind.PHONE, value=number)
    return list(found.values_list("customer_id", flat=True))
