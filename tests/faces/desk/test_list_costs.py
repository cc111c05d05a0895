"""The lists of the desk cost the same however long they are."""

import pytest

from kept.orders.agreement.inputs import CustomerInput
from tests.rig.costs import statements
from tests.rig.factory import a_product, an_order

pytestmark = pytest.mark.django_db


def url(store, rest):
    return f"/desk/{store.slug}/{rest}"


@pytest.mark.parametrize("page", ["products/", "stock/", "stock/count/", "customers/"])
def test_lists_cost_the_same_however_long_they_are(desk, store, page):
    def show():
        return desk.get(url(store, page))

    an_order(store, a_product(store, "Roses"))
    few = statements(show)
    for number in range(12):
        who = CustomerInput(f"Zoe {number}", f"zoe{number}@example.com")
        an_order(store, a_product(store, f"Zinnia {number}"), customer=who)
    assert statements(show) == few <= 12
    last = "Zoe 11" if page == "customers/" else "Zinnia 11"
    assert last in show().text, "control: the list has become longer"
