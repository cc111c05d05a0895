"""Record a customer's yes or no to a purpose."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.customers.events import ConsentRecorded
from kept.customers.locks import lock_customers
from kept.customers.models import Consent
from kept.journal.record import record
from kept.kit.refusals import Invalid
from kept.kit.text import one_line, paragraphs
from kept.kit.transactions import durable
from kept.stores.actor import Actor
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
    """Record the customer's yes or no to `purpose`, with its source and the `words` that they were shown.

    The newest row about a purpose counts; none is ever overwritten. What a visitor ticks is asked (`ask_consent`) and
    confirmed by the link in the mail. Raises NotFound or Invalid.
    """
    actor.require(May.WRITE_CUSTOMERS)
    clean_purpose, clean_source = one_line(purpose, 40, "purpose"), one_line(source, 40, "source")
    text = paragraphs(words, 1000, "words")
    if not clean_purpose or not clean_source:
        raise Invalid(_("Say what the consent is about and where it was given."), field="purpose")
    if granted and not text:
        raise Invalid(_("Write the words that the customer agreed to."), field="words")
    with durable():
        (customer,) = lock_customers(actor, customer_id)
        consent = Consent.objects.create(
            store_id=actor.store_id,
            customer=customer,
            purpose=clean_purpose,
            granted=granted,
            source=clean_source,
            words=text,
            at=now,
        )
        event = ConsentRecorded(
            customer_id=customer.pk, purpose=clean_purpose, granted=granted, source=clean_source
        )
        record(event, actor=actor, now=now, subject=consent)
    return consent
