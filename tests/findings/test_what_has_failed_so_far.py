"""The migration that finds what failed before there were findings."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from kept.findings.models import Finding, State
from kept.messages.models import Message
from kept.orders.models import Order, Status
from kept.stores.models import Store
from tests.rig.factory import an_order
from tests.rig.findings import message_of

migration = importlib.import_module("kept.findings.migrations.0002_what_has_failed_so_far")
pytestmark = pytest.mark.django_db


def test_what_has_failed_and_still_matters_waits_for_a_person(store: Store) -> None:
    at_work, over, fine = (an_order(store).order for _ in range(3))
    Order.objects.filter(pk=over.pk).update(status=Status.DONE)
    failed = Message.objects.filter(order_id__in=[at_work.pk, over.pk], to="customer")
    failed.update(state="failed", failed_at=timezone.now() - timedelta(days=9), attempts=440)
    migration.find(apps, None)
    (finding,) = Finding.objects.all()
    assert (finding.order_id, finding.subject_id) == (at_work.pk, message_of(at_work).pk)
    assert (finding.kind, finding.state, finding.store) == ("message_failed", State.OPEN, store)
    assert finding.since == timezone.now() - timedelta(days=9)
    assert finding.due_at == timezone.now() + timedelta(days=1)
    assert finding.why == {"message": "confirmation", "to": "customer", "tries": 440}
    assert not Finding.objects.filter(order_id=fine.pk).exists()
