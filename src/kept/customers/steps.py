"""Steps for other packages' actions: the customer of an order. They open no transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kept.customers.addresses import address_digest
from kept.customers.events import ConsentRecorded
from kept.customers.models import Address, Consent, Customer, Identity, Join, PendingConsent
from kept.customers.writes import ContactInfo, add_identities, drop_other_identities, identities
from kept.kit import rows
from kept.kit.refusals import Invalid
from kept.kit.transactions import require_transaction


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """The customer of an order: their id, and `customer_order_no`, the number of this order among theirs, from 1."""

    id: int
    customer_order_no: int


def find_or_create_customer(store_id: int, contact: ContactInfo, *, now: datetime) -> CustomerRef:
    """Return the customer with this contact, created if new, and count this order. Somebody stands for who it is.

    The e-mail address decides before the phone number: a family shares a telephone more often than a mailbox.
    Raises Invalid when there is neither.
    """
    require_transaction()
    _require_contact(contact)
    matches = _find(store_id, contact)
    if not matches:
        created = _create(store_id, contact, identities(contact), {"orders_count": 1}, now=now)
        return CustomerRef(created, 1) if created else find_or_create_customer(store_id, contact, now=now)
    return _count_order(store_id, matches, contact, now)


def presume_customer(store_id: int, contact: ContactInfo, *, now: datetime) -> CustomerRef:
    """Return the customer on whose record an order stands of which nobody knows who placed it (decision 0018).

    That is whom the e-mail address points to or, where none was given, the phone number; nothing of the record changes
    but how many such orders it has. An address that nobody has is a record of its own, whoever has the number: they
    are named as who it probably is. Raises Invalid when there is neither.
    """
    require_transaction()
    _require_contact(contact)
    matches = _find(store_id, contact)
    if matches and matches[0].kind == (Identity.Kind.EMAIL if contact.email else Identity.Kind.PHONE):
        number = _stand(matches[0].customer_id)
        # Merged into somebody between the two statements; the identities lead there now.
        return CustomerRef(*number) if number else presume_customer(store_id, contact, now=now)
    values = {"unproven_count": 1, "proven": False}
    if matches:
        values["probably_id"] = matches[0].customer_id
    free = identities(contact)[: 1 if matches else 2]
    created = _create(store_id, contact, free, values, now=now)
    return CustomerRef(created, 1) if created else presume_customer(store_id, contact, now=now)


def withdraw_presumption(customer_id: int) -> None:
    """Take an order that turned out to be another's off the record on which it stood by a guess."""
    require_transaction()
    Customer.objects.filter(pk=customer_id, unproven_count__gt=0).update(
        unproven_count=F("unproven_count") - 1, revision=F("revision") + 1
    )


def belongs_to_another(store_id: int, customer_id: int, contact: ContactInfo) -> bool:
    """Tell whether an e-mail address or phone number of this contact is known as another customer's."""
    return any(match.customer_id != customer_id for match in _find(store_id, contact))


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


def grant_pending_consents(
    store_id: int, customer_id: int, order_id: int, *, now: datetime
) -> list[tuple[Consent, ConsentRecorded]]:
    """Turn what was ticked with an order into consents of its customer, who has confirmed it; with their events."""
    require_transaction()
    granted = []
    for asked in PendingConsent.objects.select_for_update().filter(store_id=store_id, order_id=order_id):
        consent = Consent.objects.create(
            store_id=store_id, customer_id=customer_id, purpose=asked.purpose, granted=True,
            source=f"{asked.source}, confirmed by mail"[:40], words=asked.words, at=now,
        )  # fmt: skip
        event = ConsentRecorded(
            order_id=order_id,
            customer_id=customer_id,
            purpose=asked.purpose,
            granted=True,
            source=consent.source,
        )
        granted.append((consent, event))
        asked.delete()
    return granted


def write_moved_orders(join_id: int, orders: list[int]) -> None:
    """Write down which orders a merge has moved, so that a split moves those back."""
    require_transaction()
    join = Join.objects.get(pk=join_id)
    join.moved = {**join.moved, "orders": orders}
    join.save(update_fields=["moved"])


def moved_orders(join_id: int) -> list[int]:
    """Return which orders a merge has moved."""
    orders: list[int] = Join.objects.get(pk=join_id).moved.get("orders", [])
    return orders


class _Match(NamedTuple):
    """An identity of somebody's that a contact names. `proven`: as of the customer."""

    customer_id: int
    kind: str
    value: str
    proven: bool


def _require_contact(contact: ContactInfo) -> None:
    if not contact.email and not contact.phone:
        raise Invalid(_("An e-mail address or a phone number is needed to confirm the order."), field="email")


def _find(store_id: int, contact: ContactInfo) -> list[_Match]:
    """Return the identities of the contact that somebody has, the e-mail address first."""
    pairs = identities(contact)
    matches = rows.fetch(
        "SELECT i.customer_id, i.kind, i.value, c.proven FROM customer_identity i "  # noqa: S608
        "JOIN customer c ON c.id = i.customer_id WHERE i.store_id = %s "
        f"AND (i.kind, i.value) IN (VALUES {rows.placeholders(len(pairs), 2)}) ORDER BY i.kind",
        [store_id, *(part for pair in pairs for part in pair)],
    )
    return [_Match._make(match) for match in matches]


# Where nobody stood for the customer so far, what they are called and how to reach them is what this order says.
_COUNT = """
    UPDATE customer SET orders_count = orders_count + 1, revision = revision + 1, last_order_at = %s, proven = %s,
      name = CASE WHEN proven THEN name ELSE %s END, language = CASE WHEN proven THEN language ELSE %s END,
      email = CASE WHEN proven AND email <> '' THEN email ELSE %s END,
      phone = CASE WHEN proven AND phone <> '' THEN phone ELSE %s END
    WHERE id = %s AND merged_into_id IS NULL RETURNING orders_count
"""


def _count_order(store_id: int, matches: list[_Match], contact: ContactInfo, now: datetime) -> CustomerRef:
    customer_id, _kind, _value, proven = matches[0]
    counted = rows.fetch(
        _COUNT,
        [
            rows.to_database_time(now),
            True,
            contact.name,
            contact.language,
            contact.email,
            contact.phone,
            customer_id,
        ],
    )
    if not counted:
        # Merged into somebody between the two statements; the identities lead there now.
        return find_or_create_customer(store_id, contact, now=now)
    ((count,),) = counted
    if not proven:
        drop_other_identities(customer_id, contact)
    existing = {(match.kind, match.value) for match in matches}
    add_identities(store_id, customer_id, [pair for pair in identities(contact) if pair not in existing])
    return CustomerRef(customer_id, count)


def _stand(customer_id: int) -> tuple[int, int] | None:
    """Count one more order of which nobody knows who placed it. Returns the customer and its presumed number."""
    counted = rows.fetch(
        "UPDATE customer SET unproven_count = unproven_count + 1 WHERE id = %s AND merged_into_id IS NULL "
        "RETURNING orders_count + unproven_count",
        [customer_id],
    )
    return (customer_id, int(counted[0][0])) if counted else None


def _create(
    store_id: int,
    contact: ContactInfo,
    pairs: list[tuple[str, str]],
    values: dict[str, Any],
    *,
    now: datetime,
) -> int | None:
    """Create a customer with these identities; return their id, or None where another first order was faster."""
    customer = {
        "store_id": store_id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "language": contact.language,
        "created_at": now,
        "last_order_at": now,
        **values,
    }
    (customer_id,) = rows.add(Customer, [customer])
    if len(add_identities(store_id, customer_id, pairs)) == len(pairs):
        return customer_id
    # Another first order of the same person was faster; by now it is committed.
    matches = _find(store_id, contact)
    if not matches or matches[0].customer_id == customer_id:
        return customer_id
    Customer.objects.filter(pk=customer_id).delete()
    return None


def _claim_identity(customer: Customer, kind: str, value: str) -> bool:
    """Make the identity the customer's unless it is another's; return True if it is the customer's now."""
    return (
        bool(add_identities(customer.store_id, customer.pk, [(kind, value)]))
        or Identity.objects.filter(customer=customer, kind=kind, value=value).exists()
    )
