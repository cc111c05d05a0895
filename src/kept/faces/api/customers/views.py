"""The operations on customers: list, get, update, merge; their notes and consents."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.customers.actions.change_customer import change_customer
from kept.customers.actions.merge_customers import merge_customers
from kept.customers.actions.note_on_customer import note_on_customer
from kept.customers.actions.record_consent import record_consent
from kept.customers.actions.split_customers import split_customers
from kept.customers.identities import email_identity, phone_identity
from kept.customers.locks import lock_customers
from kept.customers.models import Address, Customer, Identity
from kept.customers.queries import customer_for
from kept.faces.api.auth import Caller, caller_of
from kept.faces.api.customers import schemas
from kept.faces.api.customers.examples import CONSENT
from kept.faces.api.customers.schemas import (
    ConsentInput,
    ConsentOut,
    ConsentPage,
    CustomerNoteInput,
    CustomerOut,
    CustomerPage,
    CustomerUpdate,
    MergeInput,
)
from kept.faces.api.fields import RowId, text
from kept.faces.api.guarding import show_current_if_changed
from kept.faces.api.operations import operation
from kept.faces.api.paging import Cursor, Limit, page_response
from kept.faces.api.responses import conditional_response, etag, if_match
from kept.faces.api.writing import Perform, WriteResult, write
from kept.stores.roles import May

router = Router()


@operation(
    router.get,
    "/customers",
    id="customers.list",
    scopes={May.READ_CUSTOMERS},
    response=CustomerPage,
    summary="Read or find customers",
)
def list_customers(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    email: Annotated[str | None, text(254)] = None,
    phone_number: Annotated[str | None, text(40)] = None,
) -> HttpResponse:
    """List the customers; or the one who is known by this e-mail address or phone number."""
    store = caller_of(request).store
    rows = Customer.objects.filter(store_id=store.pk, merged_into=None)
    if email is not None:
        rows = rows.filter(identities__kind=Identity.Kind.EMAIL, identities__value=email_identity(email))
    if phone_number is not None:
        rows = rows.filter(pk__in=_ids_by_phone(store.pk, phone_identity(phone_number, store.country)))
    return page_response(
        rows, cursor, limit, lambda page: [schemas.customer_summary_out(row) for row in page]
    )


@operation(
    router.get,
    "/customers/{customer_id}",
    id="customers.get",
    scopes={May.READ_CUSTOMERS},
    response={200: CustomerOut, 304: None},
    summary="Read a customer",
)
def get_customer(request: HttpRequest, customer_id: RowId) -> HttpResponse:
    """Get a customer with every way they are known by and the addresses they used.

    Somebody who was merged is answered with who they are now. The ETag is their revision, which an order raises too.
    """
    row = customer_for(caller_of(request).actor, customer_id)
    return conditional_response(request, etag(row), lambda: customer_with_etag(row)[0])


@operation(
    router.patch,
    "/customers/{customer_id}",
    id="customers.update",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=CustomerOut,
    summary="Update a customer",
    example={"phone_number": "+49 30 7654321"},
)
def update(request: HttpRequest, customer_id: RowId, body: CustomerUpdate) -> HttpResponse:
    """Correct a name, address or number. Agreed orders keep what they say."""

    def act(caller: Caller, now: datetime) -> Customer:
        (row,) = lock_customers(caller.actor, customer_id)
        return change_customer(
            actor=caller.actor,
            customer_id=customer_id,
            name=row.name if body.name is None else body.name,
            email=row.email if body.email is None else body.email,
            phone=row.phone if body.phone_number is None else body.phone_number,
            language=body.language,
            now=now,
        )

    return _on_customer(request, customer_id, act)


@operation(
    router.put,
    "/customers/{customer_id}/note",
    id="customers.update_note",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=CustomerOut,
    summary="Set the note on a customer",
    example={"note": "Likes peonies. Rings the bell twice."},
)
def update_note(request: HttpRequest, customer_id: RowId, body: CustomerNoteInput) -> HttpResponse:
    """Set what the store should know about them. It takes the place of what was noted before."""
    return _on_customer(
        request,
        customer_id,
        lambda caller, now: note_on_customer(
            actor=caller.actor, customer_id=customer_id, note=body.note, now=now
        ),
    )


@operation(
    router.post,
    "/customers/{customer_id}/merges",
    id="customers.merge",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=CustomerOut,
    summary="Merge a duplicate",
    example={"duplicate": 12},
)
def merge(request: HttpRequest, customer_id: RowId, body: MergeInput) -> HttpResponse:
    """Let `duplicate` go on as this customer, with orders, addresses and consents. `If-Match` is about this one."""
    return _on_customer(
        request,
        customer_id,
        lambda caller, now: merge_customers(
            actor=caller.actor, customer_id=customer_id, merged_id=body.duplicate, now=now
        ),
        # Both at once, as the action locks them: one after the other, two merges could wait for each other.
        also=(body.duplicate,),
    )


@operation(
    router.delete,
    "/customers/{customer_id}/merges/{merged_id}",
    id="customers.undo_merge",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response=CustomerOut,
    summary="Undo a merge",
)
def split(request: HttpRequest, customer_id: RowId, merged_id: RowId) -> HttpResponse:
    """Let a merged duplicate be somebody of their own again, with all that had moved; replies with this customer."""

    def act(caller: Caller, now: datetime) -> Customer:
        split_customers(actor=caller.actor, customer_id=customer_id, merged_id=merged_id, now=now)
        return customer_for(caller.actor, customer_id)

    return _on_customer(request, customer_id, act)


@operation(
    router.get,
    "/customers/{customer_id}/consents",
    id="consents.list",
    scopes={May.READ_CUSTOMERS},
    response=ConsentPage,
    summary="Read consents",
)
def list_consents(
    request: HttpRequest, customer_id: RowId, cursor: Cursor = None, limit: Limit = 50
) -> HttpResponse:
    """List every yes and no, oldest first; the newest one about a purpose counts."""
    row = customer_for(caller_of(request).actor, customer_id)
    return page_response(
        row.consents.all(), cursor, limit, lambda page: [schemas.consent_out(consent) for consent in page]
    )


@operation(
    router.post,
    "/customers/{customer_id}/consents",
    id="consents.create",
    scopes={May.READ_CUSTOMERS, May.WRITE_CUSTOMERS},
    guarded=True,
    response={201: ConsentOut},
    summary="Record a consent",
    example=CONSENT,
)
def create_consent(request: HttpRequest, customer_id: RowId, body: ConsentInput) -> HttpResponse:
    """Record a yes or a no: where it was given, and the wording they were shown. None is ever overwritten."""

    def perform(caller: Caller, now: datetime) -> WriteResult:
        (row,) = lock_customers(caller.actor, customer_id, seen=if_match(request))
        consent = record_consent(
            actor=caller.actor,
            customer_id=customer_id,
            purpose=body.purpose,
            granted=body.granted,
            source=body.source,
            words=body.wording,
            now=now,
        )
        headers = {"ETag": etag(row), "Location": f"/api/v1/customers/{customer_id}/consents"}
        return 201, schemas.consent_out(consent), headers

    return _write(request, customer_id, perform)


def _on_customer(
    request: HttpRequest,
    customer_id: int,
    act: Callable[[Caller, datetime], Customer],
    *,
    also: tuple[int, ...] = (),
) -> HttpResponse:
    def perform(caller: Caller, now: datetime) -> WriteResult:
        lock_customers(caller.actor, customer_id, *also, seen=if_match(request))
        body, tag = customer_with_etag(act(caller, now))
        return 200, body, {"ETag": tag}

    return _write(request, customer_id, perform)


def _write(request: HttpRequest, customer_id: int, perform: Perform) -> HttpResponse:
    return show_current_if_changed(
        "customer",
        lambda: customer_with_etag(customer_for(caller_of(request).actor, customer_id)),
        lambda: write(request, perform),
    )


def _ids_by_phone(store_id: int, number: str) -> list[int]:
    identities = Identity.objects.filter(store_id=store_id, kind=Identity.Kind.PHONE, value=number)
    return list(identities.values_list("customer_id", flat=True))


_MOST_ADDRESSES = 20


def customer_with_etag(row: Customer) -> tuple[schemas.CustomerOut, str]:
    """Return a customer with every way they are known by and the addresses they used, and the ETag."""
    identities = list(Identity.objects.filter(customer=row).order_by("kind", "id"))
    addresses = list(Address.objects.filter(customer=row).order_by("-last_used_at")[:_MOST_ADDRESSES])
    return schemas.customer_out(row, identities, addresses), etag(row)
