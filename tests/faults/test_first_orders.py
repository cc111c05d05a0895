"""The same person twice at the same moment is one customer, and numbers are unique (G1)."""

from functools import partial

import pytest

from kept.customers.models import Customer
from kept.orders.asked import CustomerAsked
from kept.orders.models import Order
from tests.crowd import at_once
from tests.factory import a_product, a_store, an_order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]


def test_sixteen_first_orders_of_one_person() -> None:
    store = a_store()
    bouquet = a_product(store)
    anna = CustomerAsked("Anna Berg", "anna@example.com", "030 1234567")
    results = at_once([partial(an_order, store, bouquet, quantity=1, customer=anna)] * 16)
    errors = [result for result in results if isinstance(result, Exception)]
    assert not errors, errors[:3]
    assert Customer.objects.filter(store=store).count() == 1
    orders = Order.objects.filter(store=store)
    assert sorted(orders.values_list("number", flat=True)) == list(range(1001, 1017))
    assert sorted(orders.values_list("nth", flat=True)) == list(range(1, 17))
