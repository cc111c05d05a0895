"""Write down that a customer ticked a consent as they ordered; the mail asks whether it was them (double opt-in)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.customers.events import ConsentAsked
from kept.customers.models import PendingConsent
from kept.journal.record import record
from kept.kit.refusals import Invalid, NotFound
from kept.kit.text import one_line, paragraphs
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.roles import May


def ask_consent(*, actor: Actor, purpose: str, source: str, words: str, now: datetime) -> PendingConsent:
    """Write down what was ticked with the actor's order: it grants nothing until it is confirmed.

    `words` are those that they were shown. Raises NotFound for somebody without an order, Invalid without words.
    """
    actor.require(May.PLACE_ORDERS)
    if actor.order_id is None:
        raise NotFound
    clean_purpose, clean_source = one_line(purpose, 40, "purpose"), one_line(source, 40, "source")
    text = paragraphs(words, 1000, "words")
    if not clean_purpose or not text:
        raise Invalid(_("Write the words that the customer agreed to."), field="words")
    with durable():
        pending, _new = PendingConsent.objects.update_or_create(
            order_id=actor.order_id,
            defaults={
                "store_id": actor.store_id,
                "purpose": clean_purpose,
                "source": clean_source,
                "words": text,
                "at": now,
            },
        )
        event = ConsentAsked(order_id=actor.order_id, purpose=clean_purpose, source=clean_source)
        record(event, actor=actor, now=now, subject=pending)
    return pending
