"""A customer at the desk: contact, note, consent and merge (G1)."""

import pytest

from kept.customers.models import Consent
from kept.orders.agreement.inputs import CustomerInput
from tests.rig.factory import an_order

pytestmark = pytest.mark.django_db


def url(store, rest):
    return f"/desk/{store.slug}/{rest}"


def test_a_customer_is_put_right_noted_asked_and_merged(desk, store):
    anna = an_order(store).order.customer
    other = an_order(store, customer=CustomerInput("A. Berg", "", "030 1234567")).order.customer
    page = url(store, f"customers/{anna.pk}/")
    refused = desk.post(page, {"name": "Anna", "email": "anna@example.com", "phone": "030 1234567"})
    assert refused.status_code == 422
    assert f"?other={other.pk}" in refused.text
    desk.post(f"{page}note/", {"note": "<b>Rings twice</b>"})
    assert "&lt;b&gt;Rings twice" in desk.get(page).text
    desk.post(f"{page}consents/", {"purpose": "news", "granted": "yes", "words": "I want news"})
    assert Consent.objects.get().granted
    assert "Merge the two" in desk.get(f"{page}merge/?other={other.pk}").text
    desk.post(f"{page}merge/", {"other": str(other.pk)})
    assert anna.orders.count() == 2
    assert desk.get(url(store, f"customers/{other.pk}/"))["Location"] == page
