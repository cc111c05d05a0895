"""Who ordered is proven, or it is a guess (G1): what is known the moment an order is placed."""

import pytest

from kept.orders.models import Order
from kept.stores.actor import Actor, Kind, buyer
from kept.stores.models import Store
from kept.stores.roles import SCOPES
from tests.rig.factory import a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def a_program(store: Store) -> Actor:
    """A program of the merchant's, with all that a key may do."""
    return Actor(Kind.KEY, store.pk, "Website", frozenset(SCOPES), id=1)


def is_proven(store: Store, actor: Actor, channel: str) -> bool:
    placed = an_order(store, actor=actor, channel=channel)
    return Order.objects.get(pk=placed.order.pk).customer_proven


@pytest.mark.parametrize("channel", ["phone", "counter", "desk", "email"])
def test_staff_stand_for_who_orders(channel: str) -> None:
    store = a_store()
    assert is_proven(store, an_actor(store), channel)


def test_so_does_a_program_of_the_merchants_own() -> None:
    store = a_store()
    assert is_proven(store, a_program(store), "api")
    assert is_proven(store, a_program(store), "shop")


@pytest.mark.parametrize("channel", ["shop", "agent", "counter"])
def test_a_visitor_proves_nothing_by_typing_whatever_the_channel(channel: str) -> None:
    store = a_store()
    assert not is_proven(store, buyer(store.pk), channel)


def test_what_an_agent_says_is_the_word_of_a_stranger_whoever_hands_it_on() -> None:
    store = a_store()
    assert not is_proven(store, a_program(store), "agent")
    assert not is_proven(store, an_actor(store), "agent")
