"""Customers: who ordered, and how they are known."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.customers.identities import email_identity, phone_identity
from kept.customers.models import Address, Customer, Identity
from kept.faces.api.auth import caller
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.replies import reply
from kept.faces.api.shapes import shelf as shape
from kept.faces.api.shapes.order import page
from kept.faces.api.shapes.shown_shelf import CustomerPage, CustomerShown
from kept.faces.api.words import RowId, text
from kept.kit.refusals import NotFound

router = Router()
_MOST_ADDRESSES = 20


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
    row = Customer.objects.filter(store_id=caller(request).store.pk, pk=customer_id).first()
    if row is None:
        raise NotFound
    identities = list(Identity.objects.filter(customer=row).order_by("kind", "id"))
    addresses = list(Address.objects.filter(customer=row).order_by("-last_used_at")[:_MOST_ADDRESSES])
    return reply(shape.whole_customer(row, identities, addresses))


def _known_by_phone(store_id: int, number: str) -> list[int]:
    found = Identity.objects.filter(store_id=store_id, kind=Identity.Kind.PHONE, value=number)
    return list(found.values_list("customer_id", flat=True))
