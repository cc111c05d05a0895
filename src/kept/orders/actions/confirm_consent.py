"""The customer confirms by the link in a mail what was ticked with the order: a double opt-in (G1)."""

from datetime import datetime

from kept.customers.models import Consent
from kept.customers.steps import grant_pending_consents
from kept.journal.record import record
from kept.kit.transactions import durable
from kept.orders.locks import lock_order
from kept.orders.refusals import NotProven
from kept.orders.steps import prove_by_mail
from kept.stores.actor import Actor
from kept.stores.roles import May


def confirm_consent(*, actor: Actor, number: int, now: datetime) -> list[Consent]:
    """Turn the consents that were ticked with the order into ones that hold; it is proven by this who the customer is.

    Saying it again changes nothing. Raises NotFound, or NotProven for somebody who did not come by the link of a mail
    to the order's address.
    """
    actor.require(May.PLACE_ORDERS)
    with durable():
        order = lock_order(actor, number)
        if not actor.proven_email or actor.proven_email != order.email or order.customer_id is None:
            raise NotProven
        prove_by_mail(order, actor=actor, now=now)
        granted = grant_pending_consents(order.store_id, order.customer_id, order.pk, now=now)
        for consent, event in granted:
            record(event, actor=actor, now=now, subject=consent)
    return [consent for consent, _event in granted]
