"""Split two customers who were merged, because they are two people after all (G1)."""

from datetime import datetime

from kept.customers.events import CustomersSplit
from kept.customers.locks import lock_customers, lock_join
from kept.customers.models import Customer
from kept.customers.writes import split
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def split_customers(*, actor: Actor, customer_id: int, merged_id: int, now: datetime) -> Customer:
    """Undo the merge of `merged_id` into `customer_id`: what had moved goes back, orders by a reaction.

    What came after the merge stays with `customer_id`. Returns the one who is somebody of their own again. Raises
    NotFound where the two are not merged.
    """
    actor.require(May.WRITE_CUSTOMERS)
    with durable():
        (customer,) = lock_customers(actor, customer_id)
        join, merged = lock_join(customer, merged_id)
        split(customer, merged, join, now=now)
        event = CustomersSplit(customer_id=customer.pk, restored_id=merged.pk, join_id=join.pk)
        record(event, actor=actor, now=now, subject=customer)
    return merged
