"""Steps for other packages' actions: meeting a customer while an order is placed. They open no transaction."""

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
    """How somebody introduced themselves: `email` and `phone` already as identities (customers/identities.py)."""

    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """Who an order is from: the customer's id, and which order of theirs it is."""

    id: int
    customer_order_no: int


def find_or_create_customer(store_id: int, known: ContactInfo, *, now: datetime) -> CustomerRef:
    """The customer this is, made if new, with this order counted in.

    An e-mail address decides before a phone number: a family shares a telephone more often than a mailbox.
    Raises Invalid when there is neither.
    """
    require_transaction()
    if not known.email and not known.phone:
        raise Invalid(_("An e-mail address or a phone number is needed to confirm the order."), field="email")
    found = _find(store_id, known)
    return _again(store_id, found, known, now) if found else _first_time(store_id, known, now)


def correct_contact(
    customer_id: int, before: ContactInfo, after: ContactInfo, *, used_elsewhere: Collection[str]
) -> list[str]:
    """An order's address or number was put right: it leads to the same customer from now on, the wrong one does not.

    What leads to somebody else stays theirs, and then nothing is another. `used_elsewhere`: those of `before` that
    other orders of theirs go by, and that are no mistake. Returns the fields of the customer that are different.
    """
    require_transaction()
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    changed: list[str] = []
    for kind in Identity.Kind.values:
        wrong, right = getattr(before, kind), getattr(after, kind)
        if wrong == right or not right or not _is_theirs_now(customer, kind, right):
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
    """Keep an address for the next order; using it again only moves its date."""
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


def _find(store_id: int, known: ContactInfo) -> tuple[int, frozenset[tuple[str, str]]] | None:
    wanted = _identities(known)
    found = rows.fetch(
        "SELECT customer_id, kind, value FROM customer_identity WHERE store_id = %s "  # noqa: S608
        f"AND (kind, value) IN (VALUES {rows.placeholders(len(wanted), 2)}) ORDER BY kind",
        [store_id, *(part for pair in wanted for part in pair)],
    )
    if not found:
        return None
    return int(found[0][0]), frozenset((kind, value) for _customer, kind, value in found)


def _again(
    store_id: int, found: tuple[int, frozenset[tuple[str, str]]], known: ContactInfo, now: datetime
) -> CustomerRef:
    customer_id, known_before = found
    counted = rows.fetch(
        "UPDATE customer SET orders_count = orders_count + 1, revision = revision + 1, last_order_at = %s, "
        "email = CASE WHEN email = '' THEN %s ELSE email END, phone = CASE WHEN phone = '' THEN %s ELSE phone END "
        "WHERE id = %s AND merged_into_id IS NULL RETURNING orders_count",
        [rows.to_database_time(now), known.email, known.phone, customer_id],
    )
    if not counted:
        # Merged into somebody between the two statements; the identities lead there now.
        return find_or_create_customer(store_id, known, now=now)
    ((count,),) = counted
    _identify(store_id, customer_id, [pair for pair in _identities(known) if pair not in known_before])
    return CustomerRef(customer_id, count)


def _first_time(store_id: int, known: ContactInfo, now: datetime) -> CustomerRef:
    customer = {
        "store_id": store_id,
        "name": known.name,
        "email": known.email,
        "phone": known.phone,
        "language": known.language,
        "orders_count": 1,
        "created_at": now,
        "last_order_at": now,
    }
    (customer_id,) = rows.add(Customer, [customer])
    wanted = _identities(known)
    if _identify(store_id, customer_id, wanted) == len(wanted):
        return CustomerRef(customer_id, 1)
    # Another first order of the same person, under way at the same time, was faster; by now it is on disk.
    found = _find(store_id, known)
    if found is None or found[0] == customer_id:
        return CustomerRef(customer_id, 1)
    Customer.objects.filter(pk=customer_id).delete()
    return _again(store_id, found, known, now)


def _identify(store_id: int, customer_id: int, pairs: list[tuple[str, str]]) -> int:
    """How many identities are theirs now: one that is somebody else's already stays so. On PostgreSQL this waits
    for whoever is just writing the same one down."""
    written = rows.add(
        Identity,
        [
            {"store_id": store_id, "customer_id": customer_id, "kind": kind, "value": value}
            for kind, value in pairs
        ],
        on_conflict="ON CONFLICT (store_id, kind, value) DO NOTHING",
    )
    return len(written)


def _is_theirs_now(customer: Customer, kind: str, value: str) -> bool:
    return (
        bool(_identify(customer.store_id, customer.pk, [(kind, value)]))
        or Identity.objects.filter(customer=customer, kind=kind, value=value).exists()
    )


def _identities(known: ContactInfo) -> list[tuple[str, str]]:
    pairs = [(Identity.Kind.EMAIL.value, known.email), (Identity.Kind.PHONE.value, known.phone)]
    return [pair for pair in pairs if pair[1]]
