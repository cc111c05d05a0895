"""The rows of a customer: who they are known by, and what moves when two records turn out to be one person's.

Used by the package's actions and steps inside their transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kept.customers.addresses import address_digest
from kept.customers.models import Address, Consent, Customer, Identity, Join
from kept.kit import rows
from kept.kit.transactions import require_transaction

# What a join may change of the customer's own columns, and a split puts back unless somebody has changed it since.
_COLUMNS = ("name", "email", "phone", "language", "note", "proven", "probably_id")


@dataclass(frozen=True, slots=True)
class ContactInfo:
    """The contact details of whoever orders; `email` and `phone` are identities already (customers/identities.py)."""

    name: str
    email: str
    phone: str
    language: str


def drop_other_identities(customer_id: int, contact: ContactInfo) -> list[tuple[str, str]]:
    """Take from a record what strangers typed into it, but for the identities of this contact. Returns what went."""
    own = identities(contact)
    others = [
        one for one in Identity.objects.filter(customer_id=customer_id) if (one.kind, one.value) not in own
    ]
    Identity.objects.filter(pk__in=[one.pk for one in others]).delete()
    return [(one.kind, one.value) for one in others]


def add_identities(store_id: int, customer_id: int, pairs: list[tuple[str, str]]) -> list[int]:
    """Add identities to the customer; return the ids of those added. One that belongs to another customer stays theirs.

    On PostgreSQL this waits for a transaction that is just writing the same one.
    """
    return rows.add(
        Identity,
        [
            {"store_id": store_id, "customer_id": customer_id, "kind": kind, "value": value}
            for kind, value in pairs
        ],
        on_conflict="ON CONFLICT (store_id, kind, value) DO NOTHING",
    )


def identities(contact: ContactInfo) -> list[tuple[str, str]]:
    """Return what somebody with this contact is known by, the e-mail address first."""
    pairs = [(Identity.Kind.EMAIL.value, contact.email), (Identity.Kind.PHONE.value, contact.phone)]
    return [pair for pair in pairs if pair[1]]


def join_order(
    customer: Customer,
    order_id: int,
    contact: ContactInfo,
    address: Mapping[str, str] | None,
    *,
    placed_at: datetime,
    now: datetime,
) -> int:
    """Count the order of a locked customer and give them what it says, for somebody stands for its being theirs.

    A record that holds nothing but what strangers typed becomes this order's. Returns the number of the order among
    theirs. An e-mail address or phone number that is another customer's stays theirs.
    """
    require_transaction()
    before, removed = _columns(customer), []
    if not customer.proven:
        removed = drop_other_identities(customer.pk, contact)
        customer.name, customer.language, customer.email, customer.phone = (
            contact.name,
            contact.language,
            "",
            "",
        )
    added = add_identities(customer.store_id, customer.pk, identities(contact))
    theirs = set(Identity.objects.filter(customer=customer).values_list("kind", "value"))
    for kind, value in identities(contact):
        if not getattr(customer, kind) and (kind, value) in theirs:
            setattr(customer, kind, value)
    customer.proven = True
    customer.orders_count += 1
    customer.unproven_count = max(0, customer.unproven_count - 1)
    customer.last_order_at = max(filter(None, (customer.last_order_at, placed_at)))
    customer.revision += 1
    customer.save()
    moved = {
        "before": before,
        "after": _columns(customer),
        "removed": removed,
        "identities": added,
        "addresses": _add_address(customer, address, now=now) if address else [],
    }
    Join.objects.create(store_id=customer.store_id, customer=customer, order_id=order_id, moved=moved, at=now)
    return customer.orders_count


def split_order(customer: Customer, join: Join, *, now: datetime) -> int:
    """Undo `join_order`: the order stands on the record of the locked customer as it did. Returns its presumed number.

    What somebody has changed of the record since then stays as they left it.
    """
    require_transaction()
    moved = join.moved
    Identity.objects.filter(pk__in=moved["identities"], customer=customer).delete()
    Address.objects.filter(pk__in=moved["addresses"], customer=customer).delete()
    customer.orders_count = max(0, customer.orders_count - 1)
    customer.unproven_count += 1
    others_stand_for_it = customer.orders_count > 0 and not moved["before"]["proven"]
    if join.customer_id == customer.pk and not others_stand_for_it:
        _put_back(customer, moved)
        add_identities(customer.store_id, customer.pk, [(kind, value) for kind, value in moved["removed"]])
    customer.revision += 1
    customer.save()
    _close(join, now=now)
    return customer.orders_count + customer.unproven_count


def merge(customer: Customer, merged: Customer, *, order_id: int | None, now: datetime) -> Join:
    """Let one locked customer go on as another, with all but their orders. `order_id`: the order by which it was seen.

    Consents, identities and addresses move; an address that both have stays with the merged one.
    """
    require_transaction()
    before, counts = _columns(customer), [merged.orders_count, merged.unproven_count]
    had = Address.objects.filter(customer=customer).values("digest")
    moved = {
        "before": before,
        "identities": _give(Identity.objects.filter(customer=merged), customer=customer),
        "consents": _give(Consent.objects.filter(customer=merged), customer=customer),
        "addresses": _give(
            Address.objects.filter(customer=merged).exclude(digest__in=had), customer=customer
        ),
        "merged_before": _give(Customer.objects.filter(merged_into=merged), merged_into=customer),
        "counts": counts,
    }
    customer.email, customer.phone = customer.email or merged.email, customer.phone or merged.phone
    customer.note = "\n\n".join(note for note in (customer.note, merged.note) if note)[:4000]
    customer.proven = customer.proven or merged.proven
    customer.probably_id = None if customer.probably_id == merged.pk else customer.probably_id
    customer.orders_count += merged.orders_count
    customer.unproven_count += merged.unproven_count
    customer.last_order_at = max(filter(None, (customer.last_order_at, merged.last_order_at)), default=None)
    # Higher than both were, because a request for either of them is answered with this one.
    customer.revision = max(customer.revision, merged.revision) + 1
    customer.save()
    merged.merged_into, merged.orders_count, merged.unproven_count = customer, 0, 0
    merged.save(update_fields=["merged_into", "orders_count", "unproven_count"])
    moved["after"] = _columns(customer)
    return Join.objects.create(
        store_id=customer.store_id, customer=customer, merged=merged, order_id=order_id, moved=moved, at=now
    )


def split(customer: Customer, merged: Customer, join: Join, *, now: datetime) -> None:
    """Undo `merge`: the merged customer is somebody of their own again, with all that was theirs but the orders."""
    require_transaction()
    moved = join.moved
    _give(Identity.objects.filter(pk__in=moved["identities"], customer=customer), customer=merged)
    _give(Consent.objects.filter(pk__in=moved["consents"], customer=customer), customer=merged)
    _give(Address.objects.filter(pk__in=moved["addresses"], customer=customer), customer=merged)
    _give(Customer.objects.filter(pk__in=moved["merged_before"], merged_into=customer), merged_into=merged)
    counted, unproven = moved["counts"]
    customer.orders_count = max(0, customer.orders_count - counted)
    customer.unproven_count = max(0, customer.unproven_count - unproven)
    _put_back(customer, moved)
    merged.merged_into, merged.orders_count, merged.unproven_count = None, counted, unproven
    # Higher than both were: until now a request for either was answered with the other's.
    customer.revision = merged.revision = max(customer.revision, merged.revision) + 1
    customer.save()
    merged.save()
    _close(join, now=now)


def _columns(customer: Customer) -> dict[str, Any]:
    return {name: getattr(customer, name) for name in _COLUMNS}


def _put_back(customer: Customer, moved: Mapping[str, Any]) -> None:
    for name in _COLUMNS:
        if getattr(customer, name) == moved["after"][name]:
            setattr(customer, name, moved["before"][name])


def _give(owned: Any, **owner: Customer) -> list[int]:
    """Give rows to somebody else. Returns their ids."""
    ids = list(owned.order_by("pk").values_list("pk", flat=True))
    owned.model.objects.filter(pk__in=ids).update(**owner)
    return ids


def _add_address(customer: Customer, address: Mapping[str, str], *, now: datetime) -> list[int]:
    row, is_new = Address.objects.update_or_create(
        customer=customer,
        digest=address_digest(dict(address)),
        defaults={"last_used_at": now},
        create_defaults={"last_used_at": now, "fields": dict(address), "store_id": customer.store_id},
    )
    return [row.pk] if is_new else []


def _close(join: Join, *, now: datetime) -> None:
    join.split_at = now
    join.save(update_fields=["split_at"])
