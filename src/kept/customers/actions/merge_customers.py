"""Merge two customers who are one person (G1)."""

from datetime import datetime

from kept.customers.events import CustomersMerged
from kept.customers.locks import lock_customers
from kept.customers.models import Address, Consent, Customer, Identity
from kept.customers.refusals import SameCustomer
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def merge_customers(*, actor: Actor, customer_id: int, merged_id: int, now: datetime) -> Customer:
    """Merge `merged_id` into `customer_id`: addresses, identities and consents move here, orders by a reaction.

    Terms and journal stay as they are. The merged row stays, points to the other one, and no search finds it.
    Raises NotFound or SameCustomer.
    """
    actor.require(May.WRITE_CUSTOMERS)
    if customer_id == merged_id:
        raise SameCustomer
    with durable():
        customer, merged = lock_customers(actor, customer_id, merged_id)
        _move_parts(customer, merged)
        merged.merged_into = customer
        merged.orders_count = 0
        merged.note = ""
        merged.save(update_fields=["merged_into", "orders_count", "note"])
        # Higher than both were, because a request for either of them is answered with this one.
        customer.revision = max(customer.revision, merged.revision) + 1
        customer.save(update_fields=["email", "phone", "note", "orders_count", "last_order_at", "revision"])
        event = CustomersMerged(customer_id=customer.pk, merged_id=merged.pk)
        record(event, actor=actor, now=now, subject=customer)
    return customer


def _move_parts(customer: Customer, merged: Customer) -> None:
    Identity.objects.filter(customer=merged).update(customer=customer)
    Consent.objects.filter(customer=merged).update(customer=customer)
    existing = Address.objects.filter(customer=customer).values_list("digest", flat=True)
    Address.objects.filter(customer=merged).exclude(digest__in=list(existing)).update(customer=customer)
    Address.objects.filter(customer=merged).delete()
    Customer.objects.filter(merged_into=merged).update(merged_into=customer)
    customer.email = customer.email or merged.email
    customer.phone = customer.phone or merged.phone
    customer.note = "\n\n".join(note for note in (customer.note, merged.note) if note)[:4000]
    customer.orders_count += merged.orders_count
    customer.last_order_at = max(
        (moment for moment in (customer.last_order_at, merged.last_order_at) if moment), default=None
    )
