"""Whoever works has seen what changed, and goes on by the newer version (A5)."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.events import OrderVersionAccepted
from kept.orders.lifecycle import has_begun
from kept.orders.locks import lock_order
from kept.orders.models import Order
from kept.orders.refusals import NO_WORK_WAITS, NothingToAccept
from kept.stores.actor import Actor
from kept.stores.roles import May


def accept_version(
    *, actor: Actor, number: int, version: int, seen: int | None = None, now: datetime
) -> Order:
    """Write down that the work goes on by `version`. Saying it again changes nothing.

    Refuses with NothingToAccept when `version` is not the newest, or when no work is under way.
    """
    actor.require(May.ADVANCE_ORDERS)
    with durable():
        order = lock_order(actor, number, seen=seen)
        if version != order.version:
            raise NothingToAccept(seen=version, now=order.version)
        if not has_begun(order):
            raise NothingToAccept(NO_WORK_WAITS, seen=version, now=order.version)
        if order.accepted_version == version:
            return order
        before, order.accepted_version = order.accepted_version, version
        order.revision += 1
        order.changed_at = now
        order.save(update_fields=["accepted_version", "revision", "changed_at"])
        record(
            OrderVersionAccepted(
                order_id=order.pk,
                customer_id=order.customer_id,
                number=order.number,
                version=version,
                before=before,
            ),
            actor=actor,
            now=now,
            subject=order,
        )
    return order
