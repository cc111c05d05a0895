"""Steps for other packages' actions: the customer of an order. They open no transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.customers.addresses import address_digest
from kept.customers.models import Address, Customer, Identity
from kept.kit import rows
from kept.kit.refusals import Invalid
from kept.kit.transactions import require_transaction


@dataclass(frozen=True, slots=True)
class ContactInfo:
    """The contact details of whoever orders; `email` and `phone` are identities already (customers/identities.py)."""

    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """The customer of an order: their id, and `customer_order_no`, the number of this order among theirs, from 1."""

    id: int
    customer_order_no: int


def find_or_create_customer(store_id: int, contact: ContactInfo, *, now: datetime) -> CustomerRef:
    """Return the customer with this contact, created if new, and count this order.

    The e-mail address decides before the phone number: a family shares a telephone more often than a mailbox.
    Raises Invalid when there is neither.
    """
    require_transaction()
    if not contact.email and not contact.phone:
        raise Invalid(_("An e-mail address or a phone number is needed to confirm the order."), field="email")
    match = _find(store_id, contact)
    return _count_order(store_id, match, contact, now) if match else _create(store_id, contact, now)


def correct_contact(
    customer_id: int, before: ContactInfo, after: ContactInfo, *, used_elsewhere: Collection[str]
) -> list[str]:
    """Replace the wrong e-mail address or phone number of an order's customer; return the customer's changed fields.

    From now on the corrected one identifies this customer and the wrong one does not. One that identifies another
    customer stays theirs, and nothing changes. `used_elsewhere`: the values of `before` that other orders of the
    customer have, too, so that they are not wrong.
    """
    require_transaction()
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    changed: list[str] = []
    for kind in Identity.Kind.values:
        wrong, right = getattr(before, kind), getattr(after, kind)
        if wrong == right or not right or not _claim_identity(customer, kind, right):
            continue
        if wrong not in used_elsewhere:
            Identity.objects.filter(customer=customer, kind=kind, value=wrong).delete()
        if not getattr(customer, kind) or (getattr(customer, kind) == wrong and wrong not in used_elsewhere):
            setattr(customer, kind, right)
            changed.append(kind)
    if changed:
        customer.revision += 1
        customer.save(update_fields=[*changed, "revision"])
    return changed


def remember_address(store_id: int, customer_id: int, fields: dict[str, str], *, now: datetime) -> None:
    """Save an address for the next order; using it again only updates its date."""
    require_transaction()
    address = {
        "store_id": store_id,
        "customer_id": customer_id,
        "digest": address_digest(fields),
        "fields": fields,
        "last_used_at": now,
    }
    rows.add_deferred(
        Address,
        [address],
        on_conflict="ON CONFLICT (customer_id, digest) DO UPDATE SET last_used_at = excluded.last_used_at",
    )


def _find(store_id: int, contact: ContactInfo) -> tuple[int, frozenset[tuple[str, str]]] | None:
    """Return the id of the customer with one of these identities, and the identities that were found."""
    pairs = _identities(contact)
    matches = rows.fetch(
        "SELECT customer_id, kind, value FROM customer_identity WHERE store_id = %s "  # noqa: S608
        f"AND (kind, value) IN (VALUES {rows.placeholders(len(pairs), 2)}) ORDER BY kind",
        [store_id, *(part for pair in pairs for part in pair)],
    )
    if not matches:
        return None
    return int(matches[0][0]), frozenset((kind, value) for _customer, kind, value in matches)


def _count_order(
    store_id: int, match: tuple[int, frozenset[tuple[str, str]]], contact: ContactInfo, now: datetime
) -> CustomerRef:
    customer_id, existing = match
    counted = rows.fetch(
        "UPDATE customer SET orders_count = orders_count + 1, revision = revision + 1, last_order_at = %s, "
        "email = CASE WHEN email = '' THEN %s ELSE email END, phone = CASE WHEN phone = '' THEN %s ELSE phone END "
        "WHERE id = %s AND merged_into_id IS NULL RETURNING orders_count",
        [rows.to_database_time(now), contact.email, contact.phone, customer_id],
    )
    if not counted:
        # Merged into somebody between the two statements; the identities lead there now.
        return find_or_create_customer(store_id, contact, now=now)
    ((count,),) = counted
    _add_identities(store_id, customer_id, [pair for pair in _identities(contact) if pair not in existing])
    return CustomerRef(customer_id, count)


def _create(store_id: int, contact: ContactInfo, now: datetime) -> CustomerRef:
    customer = {
        "store_id": store_id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "language": contact.language,
        "orders_count": 1,
        "created_at": now,
        "last_order_at": now,
    }
    (customer_id,) = rows.add(Customer, [customer])
    pairs = _identities(contact)
    if _add_identities(store_id, customer_id, pairs) == len(pairs):
        return CustomerRef(customer_id, 1)
    # Another first order of the same person was faster; by now it is committed.
    match = _find(store_id, contact)
    if match is None or match[0] == customer_id:
        return CustomerRef(customer_id, 1)
    Customer.objects.filter(pk=customer_id).delete()
    return _count_order(store_id, match, contact, now)


def _add_identities(store_id: int, customer_id: int, pairs: list[tuple[str, str]]) -> int:
    """Add identities to the customer; return how many were added. One that belongs to another customer stays theirs.

    On PostgreSQL this waits for a transaction that is just writing the same one.
    """
    added = rows.add(
        Identity,
        [
            {"store_id": store_id, "customer_id": customer_id, "kind": kind, "value": value}
            for kind, value in pairs
        ],
        on_conflict="ON CONFLICT (store_id, kind, value) DO NOTHING",
    )
    return len(added)


def _claim_identity(customer: Customer, kind: str, value: str) -> bool:
    """Make the identity the customer's unless it is another's; return True if it is the customer's now."""
    return (
        bool(_add_identities(customer.store_id, customer.pk, [(kind, value)]))
        or Identity.objects.filter(customer=customer, kind=kind, value=value).exists()
    )


def _identities(contact: ContactInfo) -> list[tuple[str, str]]:
    pairs = [(Identity.Kind.EMAIL.value, contact.email), (Identity.Kind.PHONE.value, contact.phone)]
    return [pair for pair in pairs if pair[1]]
