"""Replace an order's link: the old one opens nothing any more."""

from datetime import datetime

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.events import LinkReplaced
from kept.orders.locks import lock_order
from kept.orders.models import Order
from kept.orders.writes import give_link
from kept.stores.actor import Actor
from kept.stores.roles import May


def replace_link(*, actor: Actor, number: int, seen: int | None = None, now: datetime) -> tuple[Order, str]:
    """Give the order another link. Returns the order and the link's token.

    `seen` is the order's revision that this was decided on; a newer one refuses with SomebodyWasFaster.
    """
    actor.require(May.CHANGE_ORDERS)
    with durable():
        order = lock_order(actor, number, seen=seen)
        token = give_link(order)
        order.revision += 1
        order.changed_at = now
        order.save(update_fields=["link_hash", "link_sealed", "revision", "changed_at"])
        record(
            LinkReplaced(order_id=order.pk, customer_id=order.customer_id, number=order.number),
            actor=actor,
            now=now,
            subject=order,
        )
    return order, token
