"""Two rows are one person: make them one customer (G1)."""

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
    """`merged_id` goes on as `customer_id`: addresses, identities and consents move here, orders by reaction.

    What was agreed and what happened stays as it was written. The merged row stays, pointing here, and is
    found no more. Raises NotFound or SameCustomer.
    """
    actor.require(May.WRITE_CUSTOMERS)
    if customer_id == merged_id:
        raise SameCustomer
    with durable():
        customer, merged = lock_customers(actor, customer_id, merged_id)
        _move(customer, merged)
        merged.merged_into = customer
        merged.orders_count = 0
        merged.note = ""
        merged.save(update_fields=["merged_into", "orders_count", "note"])
        # Higher than both were: whoever asks for either of them is answered with this one.
        customer.revision = max(customer.revision, merged.revision) + 1
        customer.save(update_fields=["email", "phone", "note", "orders_count", "last_order_at", "revision"])
        event = CustomersMerged(customer_id=customer.pk, merged_id=merged.pk)
        record(event, actor=actor, now=now, subject=customer)
    return customer


def _move(customer: Customer, merged: Customer) -> None:
    Identity.objects.filter(customer=merged).update(customer=customer)
    Consent.objects.filter(customer=merged).update(customer=customer)
    known = Address.objects.filter(customer=customer).values_list("digest", flat=True)
    Address.objects.filter(customer=merged).exclude(digest__in=list(known)).update(customer=customer)
    Address.objects.filter(customer=merged).delete()
    Customer.objects.filter(merged_into=merged).update(merged_into=customer)
    customer.email = customer.email or merged.email
    customer.phone = customer.phone or merged.phone
    customer.note = "\n\n".join(note for note in (customer.note, merged.note) if note)[:4000]
    customer.orders_count += merged.orders_count
    customer.last_order_at = max(
        (moment for moment in (customer.last_order_at, merged.last_order_at) if moment), default=None
    )
