"""An order's line of time: newest first, and nothing in it that leads nowhere (A3, B5)."""

import pytest
from django.test import Client
from django.utils import timezone

from kept.journal.models import Entry
from kept.messages.models import Message
from kept.orders.actions.change_order import change_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput
from kept.stores.models import Store
from kept.stores.roles import May, Role
from tests.rig.factory import a_person, an_actor, an_order

pytestmark = pytest.mark.django_db


def entries(client: Client, number: int) -> list[dict]:
    return client.get(f"/desk/wren/orders/{number}/").context["entries"]


def test_what_happened_in_one_moment_stands_in_the_order_in_which_it_happened(desk: Client, store: Store):
    """Ordered, confirmed and written in one transaction: the newest of them on top."""
    texts = [one["text"] for one in entries(desk, an_order(store).order.number)]
    at_once = ["Confirmation, to anna@example.com", "Version 1 confirmed", "Ordered: Shop page"]
    assert [text for text in texts if text in at_once] == at_once


@pytest.mark.parametrize("role", list(Role))
def test_a_letter_is_linked_for_those_who_may_read_it(client: Client, store: Store, role: Role):
    order = an_order(store).order
    Message.objects.filter(order_id=order.pk).update(state="handed_over", text="It is agreed.")
    person, actor = a_person(store, role)
    client.force_login(person)
    linked = [one["url"] for one in entries(client, order.number) if one.get("url")]
    assert bool(linked) == actor.may(May.READ_CUSTOMERS)
    assert all(client.get(url).status_code == 200 for url in linked)


def test_a_change_says_what_it_changed_although_the_journal_names_nobody(desk: Client, store: Store):
    placed = an_order(store)
    change = OrderChangeInput(customer=CustomerInput(name="Anna Bergmann", email="anna@example.net"))
    change_order(
        actor=an_actor(store),
        number=placed.order.number,
        seen_version=1,
        change=change,
        channel="desk",
        now=timezone.now(),
    )
    (row,) = [one for one in entries(desk, placed.order.number) if one["text"] == "Changed to version 2"]
    assert "Anna Berg, anna@example.com" in row["said"]
    assert "Anna Bergmann, anna@example.net" in row["said"]
    assert Entry.objects.get(name="order.changed").data["changes"] == [{"kind": "customer", "name": ""}]
