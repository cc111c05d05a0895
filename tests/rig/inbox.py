"""The inbox's pump in a test."""

import dataclasses
from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from kept.inbox.handling import InboxConsumer
from kept.kit.pump import Pump
from kept.messages.models import Message
from kept.stores.models import Store
from tests.rig.factory import an_order
from tests.rig.mailgun import SIGNING_KEY


def handle_items(now: datetime) -> int:
    """Handle what is due, as a worker's turn does; returns how many items were dealt with."""
    return Pump(InboxConsumer())(now)


BOUNCES, SECRET = "bounces@wren.example", "s3cret-of-the-inbound-mail-door"


@pytest.fixture
def environment(settings) -> Callable[..., None]:
    """`environment(bounce_address="")`: as if it had been set so."""

    def put(**values: object) -> None:
        settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, **values)

    put(mail_webhook_key=SIGNING_KEY, bounce_address=BOUNCES, inbound_secret=SECRET)
    return put


@pytest.fixture
def message(store: Store) -> Message:
    """A confirmation that has left."""
    found = Message.objects.get(order_id=an_order(store).order.pk, to=Message.To.CUSTOMER)
    Message.objects.filter(pk=found.pk).update(
        state=Message.State.HANDED_OVER, attempts=1, handed_over_at=timezone.now()
    )
    found.refresh_from_db()
    return found
