"""The same person twice at the same moment is one customer, and numbers are unique (G1)."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from kept.customers import steps
from kept.customers.models import Customer
from kept.customers.steps import CustomerRef, find_or_create_customer, presume_customer
from kept.customers.writes import ContactInfo
from kept.kit.transactions import durable
from kept.orders.actions.join_customer import join_customer
from kept.orders.actions.prove_customer import prove_customer
from kept.orders.actions.split_customer import split_customer
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.models import Order
from kept.orders.refusals import NothingToJoin, NothingToSplit
from tests.rig.crowd import at_once
from tests.rig.factory import a_phone_order, a_product, a_store, an_actor, an_order, by_mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]


def test_sixteen_first_orders_of_one_person() -> None:
    store = a_store()
    bouquet = a_product(store)
    anna = CustomerInput("Anna Berg", "anna@example.com", "030 1234567")
    results = at_once([partial(an_order, store, bouquet, quantity=1, customer=anna)] * 16)
    errors = [result for result in results if isinstance(result, Exception)]
    assert not errors, errors[:3]
    assert Customer.objects.filter(store=store).count() == 1
    orders = Order.objects.filter(store=store)
    assert sorted(orders.values_list("number", flat=True)) == list(range(1001, 1017))
    assert sorted(orders.values_list("customer_order_no", flat=True)) == list(range(1, 17))


@pytest.mark.parametrize("meet", [find_or_create_customer, presume_customer])
def test_who_meets_the_same_stranger_at_the_same_moment_meets_one_person(
    monkeypatch: pytest.MonkeyPatch, meet: Callable[..., CustomerRef]
) -> None:
    """Nothing else makes one wait for the other: several have looked, and nobody was there yet."""
    store = a_store()
    anna = ContactInfo("Anna Berg", "anna@example.com", "+49301234567", "en")
    look = steps._find

    def slowly(*words: Any) -> Any:
        found = look(*words)
        time.sleep(0.1)
        return found

    def somebody_meets_her() -> tuple[int, int]:
        with durable():
            person = meet(store.pk, anna, now=timezone.now())
        return person.id, person.customer_order_no

    monkeypatch.setattr(steps, "_find", slowly)
    results = at_once([somebody_meets_her] * 4)
    errors = [result for result in results if isinstance(result, Exception)]
    assert not errors, errors[:3]
    her = Customer.objects.get(store=store)
    assert sorted(results) == [(her.pk, nth) for nth in (1, 2, 3, 4)]
    assert set(her.identities.values_list("kind", "value")) == {("email", anna.email), ("phone", anna.phone)}


def test_first_orders_on_the_phone_and_in_the_shop_at_once_are_one_record_that_counts_what_is_proven() -> (
    None
):
    store = a_store()
    bouquet = a_product(store)
    anna = CustomerInput("Anna Berg", "anna@example.com", "030 1234567")
    calls = [partial(place, store, bouquet, quantity=1, customer=anna) for place in (an_order, a_phone_order)]
    results = at_once(calls * 6)
    errors = [result for result in results if isinstance(result, Exception)]
    assert not errors, errors[:3]
    her = Customer.objects.get(store=store)
    assert (her.proven, her.orders_count, her.unproven_count) == (True, 6, 6)
    proven = Order.objects.filter(store=store, customer_proven=True)
    assert sorted(proven.values_list("customer_order_no", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_an_order_that_several_prove_and_take_back_at_once_counts_once_or_not_at_all() -> None:
    store = a_store()
    order = an_order(store).order
    said = {"number": order.number, "now": timezone.now()}
    acts = [
        partial(prove_customer, actor=by_mail(order), **said),
        partial(join_customer, actor=an_actor(store), **said),
        partial(split_customer, actor=an_actor(store), **said),
    ]
    results = at_once(acts * 4)
    errors = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(error, NothingToJoin | NothingToSplit) for error in errors), errors[:3]
    her, order = Customer.objects.get(store=store), Order.objects.get(pk=order.pk)
    assert (her.orders_count, her.unproven_count) == ((1, 0) if order.customer_proven else (0, 1))
    assert her.proven == order.customer_proven
    assert [(one.kind, one.value) for one in her.identities.all()] == [("email", "anna@example.com")]
