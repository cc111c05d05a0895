"""Consent (G1): a yes is kept with its words and its source, for one's own store's customers alone."""

import pytest
from django.utils import timezone

from kept.customers.actions.record_consent import record_consent
from kept.customers.models import Consent
from kept.journal.models import Entry
from kept.kit.refusals import NotFound
from kept.stores.actor import holder
from tests.rig.factory import a_store, an_order

pytestmark = pytest.mark.django_db
SAID = {
    "purpose": "news",
    "granted": True,
    "source": "shop checkout",
    "words": "Write to me.",
}


def test_another_stores_customer_is_not_there():
    placed, other = an_order(a_store()), a_store()
    actor = holder(other.pk, placed.order.pk, "Anna")
    with pytest.raises(NotFound):
        record_consent(actor=actor, customer_id=placed.order.customer_id, now=timezone.now(), **SAID)
    assert not Consent.objects.exists()


def test_a_yes_is_kept_and_remembered_in_the_journal():
    placed = an_order(a_store())
    actor = holder(placed.order.store_id, placed.order.pk, "Anna")
    record_consent(actor=actor, customer_id=placed.order.customer_id, now=timezone.now(), **SAID)
    kept = Consent.objects.get()
    assert (kept.granted, kept.words, kept.at) == (True, "Write to me.", timezone.now())
    entry = Entry.objects.get(name="consent.recorded")
    assert entry.customer_id == placed.order.customer_id
    assert (entry.data["purpose"], entry.data["source"]) == ("news", "shop checkout")
