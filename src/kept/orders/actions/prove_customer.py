"""The customer says by the link in a mail that the order is theirs (G1)."""

from datetime import datetime

from kept.kit.transactions import durable
from kept.orders.locks import lock_order
from kept.orders.models import Order
from kept.orders.refusals import NotProven
from kept.orders.steps import prove_by_mail
from kept.stores.actor import Actor
from kept.stores.roles import May


def prove_customer(*, actor: Actor, number: int, now: datetime) -> Order:
    """Write down that the order was placed by whoever has its mailbox. Saying it again changes nothing.

    Raises NotFound, or NotProven for somebody who did not come by the link of a mail to its address.
    """
    actor.require(May.PLACE_ORDERS)
    with durable():
        order = lock_order(actor, number)
        if not actor.proven_email or actor.proven_email != order.email:
            raise NotProven
        prove_by_mail(order, actor=actor, now=now)
    return order
