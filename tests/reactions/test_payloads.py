"""The payloads for programs are a promise of their own: they change only where somebody changes them there."""

from typing import get_args

import pytest

from kept.journal.models import Entry
from kept.messages.models import Message
from kept.orders.events import OrderPlaced
from kept.orders.models import Order
from kept.payments.models import Account
from kept.reactions.payloads import PAYLOADS
from kept.reactions.table import TABLE
from kept.stores.models import Store
from kept.webhooks import payloads
from kept.webhooks.payloads import payload, payload_of
from tests.rig.factory import an_order


def test_whatever_programs_may_read_of_has_a_payload():
    """Events of webhooks, and all that stand in an order's timeline."""
    told = {event for event in TABLE if event.webhook}
    of_orders = {
        event for event in TABLE if get_args(event.__orig_bases__[0])[0] in (Order, Account, Message)
    }
    assert set(PAYLOADS) == told | of_orders


@pytest.mark.django_db
def test_a_field_that_is_renamed_in_the_class_keeps_its_name_for_programs(store: Store):
    order = an_order(store).order
    assert payload_of(Entry.objects.of(OrderPlaced).get()) == {
        "number": 1001, "channel": "shop", "total": order.total, "currency": "EUR", "review_reasons": [],
        "customer_proven": False,
    }  # fmt: skip


@pytest.mark.django_db
def test_what_is_added_to_a_class_is_told_to_nobody_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch):
    an_order(store)
    shown = dict([payload(OrderPlaced, lambda event: {"number": event.number})])
    monkeypatch.setattr(payloads, "_payloads", shown)
    assert payload_of(Entry.objects.of(OrderPlaced).get()) == {"number": 1001}
