"""An order's line of time: newest first (A3)."""

import pytest
from django.test import Client

from kept.stores.models import Store
from tests.factory import an_order

pytestmark = pytest.mark.django_db


def entries(client: Client, number: int) -> list[dict]:
    return client.get(f"/desk/wren/orders/{number}/").context["entries"]


def test_what_happened_in_one_moment_stands_in_the_order_in_which_it_happened(desk: Client, store: Store):
    """Ordered, confirmed and written in one transaction: the newest of them on top."""
    told = [one["text"] for one in entries(desk, an_order(store).order.number)]
    at_once = ["Confirmation, to anna@example.com", "Version 1 confirmed", "Ordered: Shop page"]
    assert [text for text in told if text in at_once] == at_once
