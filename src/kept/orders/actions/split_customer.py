"""The store takes back that an order is a customer's (G1)."""

from datetime import datetime

from kept.customers.events import CustomersSplit
from kept.customers.locks import lock_customers, lock_join
from kept.customers.models import Customer, Join
from kept.customers.writes import split, split_order
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.events import CustomerDoubted
from kept.orders.locks import lock_order
from kept.orders.models import Order
from kept.orders.queries import joins_of
from kept.orders.refusals import NothingToSplit
from kept.stores.actor import Actor
from kept.stores.roles import May


def split_customer(*, actor: Actor, number: int, seen: int | None = None, now: datetime) -> Order:
    """Undo `join_customer`, or that the customer's mail proved it: what was added or moved goes back.

    The order stands on a record as a guess again. Raises NotFound, SomebodyWasFaster or NothingToSplit.
    """
    actor.require(May.WRITE_CUSTOMERS)
    with durable():
        order = lock_order(actor, number, seen=seen)
        joins = joins_of(order)
        if not joins:
            raise NothingToSplit
        (customer,) = lock_customers(actor, order.customer_id or 0)
        for join in joins:
            if join.merged_id is None:
                _doubt(order, customer, join, actor=actor, now=now)
            elif join.customer_id == customer.pk:
                _split(order, customer, join.merged_id, actor=actor, now=now)
    return order


def _doubt(order: Order, customer: Customer, join: Join, *, actor: Actor, now: datetime) -> None:
    order.customer_order_no = split_order(customer, join, now=now)
    order.customer_proven = False
    order.revision += 1
    order.changed_at = now
    order.save(update_fields=["customer_order_no", "customer_proven", "revision", "changed_at"])
    event = CustomerDoubted(order_id=order.pk, customer_id=order.customer_id, number=order.number)
    record(event, actor=actor, now=now, subject=order)


def _split(order: Order, customer: Customer, merged_id: int, *, actor: Actor, now: datetime) -> None:
    join, merged = lock_join(customer, merged_id)
    split(customer, merged, join, now=now)
    event = CustomersSplit(customer_id=customer.pk, restored_id=merged.pk, join_id=join.pk)
    record(event, actor=actor, now=now, subject=customer)
    order.refresh_from_db(fields=["customer", "revision", "changed_at"])
