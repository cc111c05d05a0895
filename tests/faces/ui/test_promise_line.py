"""The promise as a line: the same steps and dates for who works and for who waits (C5)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from kept.faces.ui.promise_line import promise_line
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.agreement.inputs import FulfilmentInput
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.promises.models import FulfilmentMethod
from kept.stores.models import Store
from tests.rig.factory import BERLIN, a_person, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def line(number: int, now: datetime | None = None) -> list[dict]:
    order = Order.objects.select_related("store").get(number=number)
    return promise_line(order, terms_of(order), now or timezone.now())


@pytest.fixture
def store() -> Store:
    return a_store(slug="wren")


def test_what_is_brought_is_said_with_its_arrival_and_not_with_the_end_of_it(store: Store):
    placed = an_order(store, fulfilment=FulfilmentInput("post", BERLIN), payment="transfer")
    steps = line(placed.order.number)
    assert [step["at"] for step in steps] == ["now", "next", "next", "next"]
    sent = steps[2]
    assert "when" not in sent
    assert str(sent["note"]).startswith("With you between")


def test_agreed_is_when_the_store_said_yes(store: Store):
    wish = a_product(store, needs_review=True)
    number = an_order(store, wish).order.number
    assert [(step["at"], step["word"]) for step in line(number)][:2] == [
        ("now", "Pending"), ("next", "Received"),
    ]  # fmt: skip
    later = timezone.now() + timedelta(hours=3)
    confirm_order(actor=an_actor(store), number=number, now=later)
    (agreed, *_rest) = line(number, later)
    assert (agreed["word"], agreed["when"]) == ("Agreed", later)


def test_who_works_and_who_waits_see_the_same_line(client, store: Store):
    client.force_login(a_person(store)[0])
    for method, address in (("pickup", None), ("post", BERLIN)):
        placed = an_order(
            store,
            fulfilment=FulfilmentInput(method, address),
            payment=FulfilmentMethod.objects.get(code=method).pay_by[0],
        )
        for _step in range(3):
            desk = client.get(f"/desk/wren/orders/{placed.order.number}/").context["promise"]["steps"]
            shop = client.get(f"/o/{placed.token}/", follow=True).context["promise"]["steps"]
            assert [list(one.items()) for one in desk] == [list(one.items()) for one in shop]
            advance_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())


def test_what_is_off_has_no_line(store: Store):
    number = an_order(store).order.number
    cancel_order(actor=an_actor(store), number=number, now=timezone.now())
    assert line(number) == []
