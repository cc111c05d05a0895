"""The same person twice at the same moment is one customer, and numbers are unique (G1)."""

import time
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from kept.customers import steps
from kept.customers.models import Customer
from kept.customers.steps import ContactInfo, find_or_create_customer
from kept.kit.transactions import durable
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.models import Order
from tests.rig.crowd import at_once
from tests.rig.factory import a_product, a_store, an_order

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


def test_who_meets_the_same_stranger_at_the_same_moment_meets_one_person(
    monkeypatch: pytest.MonkeyPatch,
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
            person = find_or_create_customer(store.pk, anna, now=timezone.now())
        return person.id, person.customer_order_no

    monkeypatch.setattr(steps, "_find", slowly)
    results = at_once([somebody_meets_her] * 4)
    errors = [result for result in results if isinstance(result, Exception)]
    assert not errors, errors[:3]
    her = Customer.objects.get(store=store)
    assert sorted(results) == [(her.pk, nth) for nth in (1, 2, 3, 4)]
    assert set(her.identities.values_list("kind", "value")) == {("email", anna.email), ("phone", anna.phone)}
