"""Customers: who ordered, and how they are known."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.customers.actions.change_customer import change_customer
from kept.customers.actions.merge_customers import merge_customers
from kept.customers.actions.note_on_customer import note_on_customer
from kept.customers.actions.record_consent import record_consent
from kept.customers.identities import email_identity, phone_identity
from kept.customers.locks import lock_customers
from kept.customers.models import Address, Customer, Identity
from kept.customers.queries import customer_for
from kept.faces.api.auth import Caller, caller
from kept.faces.api.customers import schemas as shape
from kept.faces.api.customers.examples import CONSENT
from kept.faces.api.customers.schemas import (
    ConsentGiven,
    ConsentPage,
    ConsentShown,
    CustomerPage,
    CustomerShown,
    CustomerWanted,
    MergeWanted,
    NoteGiven,
)
from kept.faces.api.fields import RowId, text
from kept.faces.api.guarding import guarded_by
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, cut
from kept.faces.api.responses import etag, reply, seen, shown
from kept.faces.api.values import Plain, page
from kept.faces.api.writing import Done, Work, write
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/customers",
    id="customers.customers",
    scopes={May.READ_CUSTOMERS},
    response=CustomerPage,
    summary="Read or find customers",
)
def customers(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    email: Annotated[str | None, text(254)] = None,
    phone_number: Annotated[str | None, text(40)] = None,
) -> HttpResponse:
    """A page of customers; or the one who is known by this e-mail address or phone number."""
    store = caller(request).store
    found = Customer.objects.filter(store_id=store.pk, merged_into=None, pk__gt=int(cursor or 0)).order_by(
        "id"
    )
    if email is not None:
        found = found.filter(identities__kind=Identity.Kind.EMAIL, identities__value=email_identity(email))
    if phone_number is not None:
        known = phone_identity(phone_number, store.country)
        found = found.filter(pk__in=_known_by_phone(store.pk, known))
    rows, following = cut(found, limit, lambda row: row.pk)
    return reply(page([shape.customer(row) for row in rows], following))


@operation(
    router.get,
    "/customers/{customer_id}",
    id="customers.customer",
    scopes={May.READ_CUSTOMERS},
    response={200: CustomerShown, 304: None},
    summary="Read a customer",
)
def customer(request: HttpRequest, customer_id: RowId) -> HttpResponse:
    """A customer with every way they are known by and the addresses they used.

    Somebody who was merged is answered with who they are now. The ETag is their revision, which an order raises too.
    """
    row = customer_for(caller(request).actor, customer_id)
    return shown(request, etag(row), lambda: whole_customer(row)[0])


@operation(
    router.patch,
    "/customers/{customer_id}",
    id="customers.change",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=CustomerShown,
    summary="Put a customer right",
    example={"phone_number": "+49 30 7654321"},
)
def change(request: HttpRequest, customer_id: RowId, wanted: CustomerWanted) -> HttpResponse:
    """Another name, address or number. Agreed orders keep what they say."""

    def act(who: Caller, now: datetime) -> Customer:
        (row,) = lock_customers(who.actor, customer_id)
        return change_customer(
            actor=who.actor,
            customer_id=customer_id,
            name=row.name if wanted.name is None else wanted.name,
            email=row.email if wanted.email is None else wanted.email,
            phone=row.phone if wanted.phone_number is None else wanted.phone_number,
            language=wanted.language,
            now=now,
        )

    return _on_customer(request, customer_id, act)


@operation(
    router.put,
    "/customers/{customer_id}/note",
    id="customers.note",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=CustomerShown,
    summary="Note on a customer",
    example={"note": "Likes peonies. Rings the bell twice."},
)
def note(request: HttpRequest, customer_id: RowId, given: NoteGiven) -> HttpResponse:
    """What the store should know about them. It takes the place of what was noted before."""
    return _on_customer(
        request,
        customer_id,
        lambda who, now: note_on_customer(actor=who.actor, customer_id=customer_id, note=given.note, now=now),
    )


@operation(
    router.post,
    "/customers/{customer_id}/merges",
    id="customers.merge",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=CustomerShown,
    summary="Merge a duplicate",
    example={"merged": 12},
)
def merge(request: HttpRequest, customer_id: RowId, wanted: MergeWanted) -> HttpResponse:
    """`merged` goes on as this customer, with their orders, addresses and consents. `If-Match` is about this one."""
    return _on_customer(
        request,
        customer_id,
        lambda who, now: merge_customers(
            actor=who.actor, customer_id=customer_id, merged_id=wanted.merged, now=now
        ),
        # Both at once, as the action locks them: one after the other, two merges could wait for each other.
        also=(wanted.merged,),
    )


@operation(
    router.get,
    "/customers/{customer_id}/consents",
    id="customers.consents",
    scopes={May.READ_CUSTOMERS},
    response=ConsentPage,
    summary="Read consents",
)
def consents(
    request: HttpRequest, customer_id: RowId, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """Every yes and no, oldest first; the newest line about a purpose counts."""
    row = customer_for(caller(request).actor, customer_id)
    found = row.consents.filter(pk__gt=int(cursor or 0)).order_by("id")
    rows, following = cut(found, limit, lambda one: one.pk)
    return reply(page([shape.consent(one) for one in rows], following))


@operation(
    router.post,
    "/customers/{customer_id}/consents",
    id="customers.consent",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response={201: ConsentShown},
    summary="Record a consent",
    example=CONSENT,
)
def consent(request: HttpRequest, customer_id: RowId, given: ConsentGiven) -> HttpResponse:
    """A yes or a no: where it was given, and the words they were shown. None is ever overwritten."""

    def work(who: Caller, now: datetime) -> Done:
        (row,) = lock_customers(who.actor, customer_id, seen=seen(request))
        made = record_consent(
            actor=who.actor,
            customer_id=customer_id,
            purpose=given.purpose,
            granted=given.granted,
            source=given.source,
            words=given.words,
            now=now,
        )
        return (
            201,
            shape.consent(made),
            {
                "ETag": etag(row),
                "Location": f"/api/v1/customers/{customer_id}/consents",
            },
        )

    return _guarded(request, customer_id, work)


def _on_customer(
    request: HttpRequest,
    customer_id: int,
    act: Callable[[Caller, datetime], Customer],
    *,
    also: tuple[int, ...] = (),
) -> HttpResponse:
    def work(who: Caller, now: datetime) -> Done:
        lock_customers(who.actor, customer_id, *also, seen=seen(request))
        body, tag = whole_customer(act(who, now))
        return 200, body, {"ETag": tag}

    return _guarded(request, customer_id, work)


def _guarded(request: HttpRequest, customer_id: int, work: Work) -> HttpResponse:
    return guarded_by(
        "customer",
        lambda: whole_customer(customer_for(caller(request).actor, customer_id)),
        lambda: write(request, work),
    )


def _known_by_phone(store_id: int, number: str) -> list[int]:
    found = Identity.objects.filter(store_id=store_id, kind=Identity.Kind.PHONE, value=number)
    return list(found.values_list("customer_id", flat=True))


_MOST_ADDRESSES = 20


def whole_customer(row: Customer) -> tuple[Plain, str]:
    """A customer with every way they are known by and the addresses they used."""
    identities = list(Identity.objects.filter(customer=row).order_by("kind", "id"))
    addresses = list(Address.objects.filter(customer=row).order_by("-last_used_at")[:_MOST_ADDRESSES])
    return shape.customer_in_full(row, identities, addresses), etag(row)
