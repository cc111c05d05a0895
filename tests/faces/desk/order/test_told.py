"""The desk says that somebody is told where a letter is written, and only there (A4, C7)."""

from typing import Any

import pytest
from django.test import Client

from kept.messages.models import Message
from kept.orders.agreement.inputs import CustomerInput
from kept.orders.models import Order
from kept.stores.models import Store
from tests.faces.desk.change_panel import change_page, confirm, form_data, preview
from tests.rig.factory import a_product, an_order

pytestmark = pytest.mark.django_db

KARL = CustomerInput("Opa Karl", "", "+493012345678")
CALL = "There is no e-mail address. Call Opa Karl: +493012345678."


def here(order: Order, what: str = "") -> str:
    return f"/desk/wren/orders/{order.number}/{what}"


def page_after(desk: Client, order: Order, what: str, **fields: str) -> str:
    """Post an act and return the page that follows."""
    answer: Any = desk.post(here(order, what), {"back": here(order), **fields}, follow=True)
    assert answer.status_code == 200
    return str(answer.text)


def message_kinds(order: Order) -> set[str]:
    messages = Message.objects.filter(order_id=order.pk, to="customer").exclude(state="merged")
    return set(messages.values_list("kind", flat=True))


def test_who_has_no_address_has_to_be_called_and_the_number_stands_there(desk: Client, store: Store):
    order = an_order(store, customer=KARL).order
    page = desk.get(here(order)).text
    assert "Opa Karl is notified" not in page
    assert "tell Opa Karl" not in page
    assert page.count(CALL) == 2  # beside the promise, and in the question before cancelling
    for what, fields, done in (
        ("advance/", {"to": "ready"}, "Ready for pickup."),
        ("hold/", {"why": "Rain"}, "is on hold."),
        ("cancellation/", {"why": "Hail"}, "is cancelled."),
    ):
        assert f"{done} {CALL}" in page_after(desk, order, what, **fields), what
    assert message_kinds(order) == set()


def test_a_change_says_whom_to_call_before_and_after_it(desk: Client, store: Store):
    order = an_order(store, customer=KARL).order
    data = form_data(change_page(desk, order), **{"k1-quantity": "5"})
    response = preview(desk, order, data)
    assert CALL in response.text
    assert "tell Opa Karl" not in response.text
    page = desk.get(confirm(desk, order, data, response)["Location"]).text
    assert f"Version 2 is now the current one. {CALL}" in page
    assert message_kinds(order) == set()


def test_a_change_under_review_is_told_when_the_order_is_confirmed(desk: Client, store: Store):
    Store.objects.update(review_rules={"every": True})
    store.refresh_from_db()
    order = an_order(store, a_product(store)).order
    data = form_data(change_page(desk, order), **{"k1-quantity": "5"})
    response = preview(desk, order, data)
    assert "Anna Berg is notified when you confirm the order." in response.text
    page = desk.get(confirm(desk, order, data, response)["Location"]).text
    assert "Version 2 is now the current one. Anna Berg is notified when you confirm the order." in page
    assert message_kinds(order) == {"under_review"}
    assert "is confirmed. Anna Berg is notified." in page_after(desk, order, "confirmation/")
    assert message_kinds(order) == {"under_review", "confirmation"}


def test_what_a_store_keeps_to_itself_is_told_to_nobody(desk: Client, store: Store):
    Store.objects.update(messages_off=["preparing", "on_hold"])
    store.refresh_from_db()
    order = an_order(store).order
    page = desk.get(here(order))
    assert [one["to"] for one in page.context["told_steps"]] == ["ready", "done"]
    assert [one["to"] for one in page.context["quiet_steps"]] == ["preparing"]
    assert "Forward, without a message:" in page.text
    assert "Reason for the hold. Anna Berg will read it." not in page.text
    assert "Your store sends no message about this, so Anna Berg is not notified." in page_after(
        desk, order, "hold/", why="Rain"
    )
    assert message_kinds(order) == {"confirmation"}
