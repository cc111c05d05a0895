"""The customer says that it looks right (A3)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.events import OrderAcknowledged
from kept.orders.lifecycle import is_cancelled
from kept.orders.locks import lock_order
from kept.orders.models import Acknowledgement, Order
from kept.orders.refusals import ORDER_IS_CANCELLED, NothingToAcknowledge
from kept.orders.steps import prove_by_mail
from kept.stores.actor import Actor, Kind
from kept.stores.roles import May


def acknowledge_order(
    *, actor: Actor, number: int, version: int, channel: str, seen: int | None = None, now: datetime
) -> Order:
    """Write down that the customer found `version` right. Saying it again changes nothing.

    Said by the link of a mail, it also proves who the customer is.

    The holder of the order's link may, and staff on the telephone on the customer's behalf. Refuses with
    NothingToAcknowledge when `version` is not the one that was last confirmed, or the order is cancelled.
    """
    if actor.kind != Kind.CUSTOMER:
        actor.require(May.CHANGE_ORDERS)
    with durable():
        order = lock_order(actor, number, seen=seen)
        if is_cancelled(order):
            raise NothingToAcknowledge(ORDER_IS_CANCELLED, seen=version, now=order.version)
        if version != order.version or version != order.confirmed_version:
            raise NothingToAcknowledge(seen=version, now=order.version)
        if order.acknowledged_version == version:
            return order
        Acknowledgement.objects.create(
            store_id=order.store_id,
            order=order,
            version=version,
            channel=channel,
            actor_name=actor.name,
            at=now,
        )
        prove_by_mail(order, actor=actor, now=now)
        order.acknowledged_version = version
        order.revision += 1
        order.changed_at = now
        order.save()
        record(
            OrderAcknowledged(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                version=version,
                channel=channel,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order
