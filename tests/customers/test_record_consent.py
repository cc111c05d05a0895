"""Consent (G1): a yes is kept with its words and its source, for one's own store's customers alone."""

import pytest
from django.utils import timezone

from kept.customers.actions.record_consent import record_consent
from kept.customers.models import Consent
from kept.journal.models import Entry
from kept.kit.refusals import NotAllowed, NotFound
from kept.stores.actor import holder
from tests.rig.factory import a_store, an_actor, an_order, by_mail

pytestmark = pytest.mark.django_db
SAID = {
    "purpose": "news",
    "granted": True,
    "source": "counter",
    "words": "Write to me.",
}


def test_another_stores_customer_is_not_there():
    placed, other = an_order(a_store()), a_store()
    with pytest.raises(NotFound):
        record_consent(
            actor=an_actor(other), customer_id=placed.order.customer_id, now=timezone.now(), **SAID
        )
    assert not Consent.objects.exists()


def test_a_yes_is_kept_and_remembered_in_the_journal():
    placed = an_order(a_store())
    actor = an_actor(placed.order.store)
    record_consent(actor=actor, customer_id=placed.order.customer_id, now=timezone.now(), **SAID)
    kept = Consent.objects.get()
    assert (kept.granted, kept.words, kept.at) == (True, "Write to me.", timezone.now())
    entry = Entry.objects.get(name="consent.recorded")
    assert entry.customer_id == placed.order.customer_id
    assert (entry.data["purpose"], entry.data["source"]) == ("news", "counter")


def test_nobody_but_the_store_writes_a_yes_into_a_record():
    """Who holds an order's link may be whoever typed her address, and who read her mail confirms what was ticked."""
    order = an_order(a_store()).order
    for actor in (holder(order.store_id, order.pk, "Anna"), by_mail(order)):
        with pytest.raises(NotAllowed):
            record_consent(actor=actor, customer_id=order.customer_id, now=timezone.now(), **SAID)
    assert not Consent.objects.exists()
