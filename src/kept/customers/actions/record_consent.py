"""Write down what a customer agreed to hear, or no longer wants to hear."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.customers.events import ConsentRecorded
from kept.customers.locks import lock_customers
from kept.customers.models import Consent
from kept.journal.record import record
from kept.kit.refusals import Invalid
from kept.kit.text import one_line, paragraphs
from kept.kit.transactions import durable
from kept.stores.actor import Actor, Kind
from kept.stores.roles import May


def record_consent(
    *,
    actor: Actor,
    customer_id: int,
    purpose: str,
    granted: bool,
    source: str,
    words: str,
    now: datetime,
) -> Consent:
    """Keep the customer's yes or no about `purpose`: where it came from and the `words` they were shown.

    The newest line about a purpose counts; none is ever overwritten.
    A shop calls it as the buyer whose order it has just taken. Raises NotFound or Invalid.
    """
    actor.require(May.PLACE_ORDERS if actor.kind == Kind.CUSTOMER else May.WRITE_CUSTOMERS)
    about, where = one_line(purpose, 40, "purpose"), one_line(source, 40, "source")
    said = paragraphs(words, 1000, "words")
    if not about or not where:
        raise Invalid(_("Say what the consent is about and where it was given."), field="purpose")
    if granted and not said:
        raise Invalid(_("Write the words that the customer agreed to."), field="words")
    with durable():
        (customer,) = lock_customers(actor, customer_id)
        consent = Consent.objects.create(
            store_id=actor.store_id,
            customer=customer,
            purpose=about,
            granted=granted,
            source=where,
            words=said,
            at=now,
        )
        event = ConsentRecorded(customer_id=customer.pk, purpose=about, granted=granted, source=where)
        record(event, actor=actor, now=now, subject=consent)
    return consent
