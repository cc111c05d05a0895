"""The store says that an order is that of the customer it seems to be (G1)."""

from datetime import datetime

from kept.customers.events import CustomersMerged
from kept.customers.locks import lock_customers
from kept.customers.models import Customer
from kept.customers.writes import merge
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.locks import lock_order
from kept.orders.models import Order
from kept.orders.refusals import NothingToJoin
from kept.orders.steps import prove_customer_of
from kept.stores.actor import Actor
from kept.stores.roles import May


def join_customer(*, actor: Actor, number: int, seen: int | None = None, now: datetime) -> Order:
    """Join the order to the customer on whose record it stands, or to the one who that probably is.

    Where the order came with a known number and an e-mail address that nobody had, its record is merged into the known
    customer's. `split_customer` undoes all of it. Raises NotFound, SomebodyWasFaster or NothingToJoin.
    """
    actor.require(May.WRITE_CUSTOMERS)
    with durable():
        order = lock_order(actor, number, seen=seen)
        known = _probably(order)
        if order.customer_id is None or (order.customer_proven and known is None):
            raise NothingToJoin
        if known is not None:
            _merge(order, known, actor=actor, now=now)
        if not order.customer_proven:
            prove_customer_of(order, by="store", actor=actor, now=now)
    return order


def _probably(order: Order) -> int | None:
    """Return the customer who the order's record probably is; where that one was merged, who they are now."""
    known = Customer.objects.filter(orders=order).values_list("probably_id", flat=True).first()
    while known is not None:
        further = Customer.objects.filter(pk=known).values_list("merged_into_id", flat=True).first()
        if further is None:
            break
        known = further
    return None if known == order.customer_id else known


def _merge(order: Order, known: int, *, actor: Actor, now: datetime) -> None:
    customer, merged = lock_customers(actor, known, order.customer_id or 0)
    join = merge(customer, merged, order_id=order.pk, now=now)
    event = CustomersMerged(customer_id=customer.pk, merged_id=merged.pk, join_id=join.pk)
    record(event, actor=actor, now=now, subject=customer)
    order.refresh_from_db(fields=["customer", "revision", "changed_at"])
