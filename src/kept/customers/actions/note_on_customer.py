"""Write down what the store should know about a customer (G1)."""

from datetime import datetime

from kept.customers.events import CustomerNoted
from kept.customers.locks import lock_customers
from kept.customers.models import Customer
from kept.journal.record import record
from kept.kit.text import paragraphs
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def note_on_customer(*, actor: Actor, customer_id: int, note: str, now: datetime) -> Customer:
    """Replace the store's note about the customer; "" empties it. Raises NotFound or Invalid."""
    actor.require(May.WRITE_CUSTOMERS)
    text = paragraphs(note, 4000, "note")
    with durable():
        (customer,) = lock_customers(actor, customer_id)
        if customer.note != text:
            customer.note = text
            customer.revision += 1
            customer.save(update_fields=["note", "revision"])
            event = CustomerNoted(customer_id=customer.pk, empty=not text)
            record(event, actor=actor, now=now, subject=customer)
    return customer
