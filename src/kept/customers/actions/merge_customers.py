"""Merge two customers who are one person (G1)."""

from datetime import datetime

from kept.customers.events import CustomersMerged
from kept.customers.locks import lock_customers
from kept.customers.models import Customer
from kept.customers.refusals import SameCustomer
from kept.customers.writes import merge
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def merge_customers(*, actor: Actor, customer_id: int, merged_id: int, now: datetime) -> Customer:
    """Merge `merged_id` into `customer_id`: addresses, identities and consents move here, orders by a reaction.

    Terms and journal stay as they are. The merged row stays, points to the other one, and no search finds it;
    `split_customers` undoes it. Raises NotFound or SameCustomer.
    """
    actor.require(May.WRITE_CUSTOMERS)
    if customer_id == merged_id:
        raise SameCustomer
    with durable():
        customer, merged = lock_customers(actor, customer_id, merged_id)
        join = merge(customer, merged, order_id=None, now=now)
        event = CustomersMerged(customer_id=customer.pk, merged_id=merged.pk, join_id=join.pk)
        record(event, actor=actor, now=now, subject=customer)
    return customer
