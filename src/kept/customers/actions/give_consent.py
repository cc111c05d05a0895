"""A customer agrees to hear something beyond the order itself (G1)."""

from datetime import datetime

from kept.customers.events import ConsentGiven
from kept.customers.models import Consent, Customer
from kept.journal.record import record
from kept.kit.refusals import NotFound
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def give_consent(
    *, actor: Actor, customer_id: int, purpose: str, source: str, words: str, now: datetime
) -> Consent:
    """Write down a yes, with the words that were agreed to and where. Raises NotFound for another store's customer.

    A shop or an order page calls it for the customer whose order it has just taken or shows.
    """
    actor.require(May.PLACE_ORDERS)
    with durable():
        customer = Customer.objects.filter(store_id=actor.store_id, pk=customer_id).first()
        if customer is None:
            raise NotFound
        consent = Consent.objects.create(
            store_id=actor.store_id,
            customer=customer,
            purpose=purpose,
            granted=True,
            source=source,
            words=words[:1000],
            at=now,
        )
        record(
            ConsentGiven(order_id=None, customer_id=customer.pk, purpose=purpose, source=source),
            actor=actor,
            now=now,
            subject=customer,
        )
    return consent
