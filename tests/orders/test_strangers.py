"""One stranger, with any number of orders and e-mail addresses, takes no more than a share (reliability 23)."""

from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from kept.kit.refusals import Refusal
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.inputs import CustomerInput, LineInput
from kept.orders.agreement.review import LARGE_SHARE
from kept.orders.models import Order, Status
from kept.orders.refusals import BadLine, TooLargeShare, TooMuchUnpaid
from kept.orders.strangers import FEW_PIECES
from kept.payments.actions.record_payment import record_payment
from kept.stock.models import Level
from kept.stores.models import Store
from tests.rig.factory import a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db

_names = count()
HOME = "203.0.113.7"
NO_LIMITS = {"share_percent": 0, "most_unproven": 0, "most_of_article": 0}


def a_strangers_order(store: Store, variant: int, quantity: int = 1, **fields: Any) -> Placed:
    """An order by somebody who gives another e-mail address each time, from one network address."""
    customer = CustomerInput("Eve", f"eve{next(_names)}@example.org")
    values = {"customer": customer, "client_address": HOME, **fields}
    return an_order(store, lines=[LineInput(quantity=quantity, variant=variant)], **values)


def left_of(variant: int) -> int:
    return Level.objects.get(variant_id=variant).available


def takes_all_they_can(store: Store, variant: int, each: int, **fields: Any) -> None:
    """Somebody orders until they are refused, then tries a few times more."""
    refused = 0
    while refused < 3:
        try:
            a_strangers_order(store, variant, each, **fields)
        except Refusal:
            refused += 1


@pytest.mark.parametrize("each", [1, 7])
@pytest.mark.parametrize("stock", [4, 31])
def test_a_stranger_takes_half_of_an_article_at_most(stock: int, each: int) -> None:
    """However many orders, e-mail addresses and requests they use (A7, E1)."""
    store = a_store()
    variant = a_product(store, stock=stock).pk
    takes_all_they_can(store, variant, each)
    assert stock - left_of(variant) <= max(stock // 2, FEW_PIECES)
    for order in Order.objects.all():
        cancel_order(actor=an_actor(store), number=order.number, now=timezone.now())
    same_person = CustomerInput("Eve", "eve@example.org")
    takes_all_they_can(store, variant, each, customer=same_person, client_address="")
    assert stock - left_of(variant) <= max(stock // 2, FEW_PIECES)


def test_without_the_share_one_stranger_takes_everything() -> None:
    """The control: nothing else than the limits keeps the goods there."""
    store = a_store(review_rules=NO_LIMITS)
    variant = a_product(store, stock=31).pk
    takes_all_they_can(store, variant, 1)
    assert left_of(variant) == 0


def test_few_pieces_of_the_last_ones_are_reviewed_and_not_refused() -> None:
    store = a_store()
    variant = a_product(store, stock=4).pk
    assert a_strangers_order(store, variant, 2).order.review_reasons == []
    order = a_strangers_order(store, variant, 1).order
    assert (order.review_reasons, order.status, order.confirmed_version) == ([LARGE_SHARE], Status.PENDING, 0)
    with pytest.raises(TooLargeShare) as refused:
        a_strangers_order(store, variant, 1)
    assert refused.value.facts["most"] == 0


def test_the_last_piece_is_sold_as_any_other() -> None:
    store = a_store()
    assert a_strangers_order(store, a_product(store, stock=1).pk).order.review_reasons == []


def test_the_sentence_says_how_many_can_be_ordered() -> None:
    store = a_store()
    with pytest.raises(TooLargeShare) as refused:
        a_strangers_order(store, a_product(store, "Rose", stock=20).pk, 15)
    assert refused.value.facts == {"article": "Rose", "most": 10}
    assert "at most 10 here" in str(refused.value)


def test_what_is_paid_cancelled_or_proven_is_held_by_no_stranger() -> None:
    store = a_store()
    owner, variant = an_actor(store), a_product(store, stock=100).pk
    paid, off, proven = (a_strangers_order(store, variant, 16).order for _ in range(3))
    with pytest.raises(TooLargeShare):
        a_strangers_order(store, variant, 16)
    cancel_order(actor=owner, number=off.number, now=timezone.now())
    a_strangers_order(store, variant, 16)
    record_payment(
        actor=owner, order_id=paid.pk, amount=paid.total, method="pickup", cause="one", now=timezone.now()
    )
    Order.objects.filter(pk=proven.pk).update(customer_proven=True)
    assert a_strangers_order(store, variant, 16).order.review_reasons == []


def test_staff_and_the_stores_own_programs_take_what_they_take() -> None:
    store = a_store()
    order = a_strangers_order(store, a_product(store, stock=200).pk, 190, actor=an_actor(store)).order
    assert (order.review_reasons, order.customer_proven) == ([], True)


def test_unpaid_orders_of_a_stranger_hold_a_bounded_number_of_pieces() -> None:
    store = a_store(review_rules={"most_unproven": 12})
    for _ in range(4):
        a_strangers_order(store, a_product(store, stock=100).pk, 3)
    with pytest.raises(TooMuchUnpaid):
        a_strangers_order(store, a_product(store, stock=100).pk, 1)
    a_strangers_order(store, a_product(store, stock=None).pk, 50)  # nothing is held of what is not counted
    a_strangers_order(store, a_product(store, stock=100).pk, 3, client_address="203.0.113.8")


def test_an_order_has_a_bounded_number_of_one_article_but_for_staff() -> None:
    store = a_store(review_rules={"most_of_article": 10})
    variant = a_product(store, stock=None).pk
    lines = [LineInput(quantity=6, variant=variant), LineInput(quantity=5, variant=variant)]
    with pytest.raises(BadLine) as refused:
        an_order(store, lines=lines)
    assert refused.value.facts["line"] == 1
    assert an_order(store, lines=lines, actor=an_actor(store), channel="phone").order.pieces == 11


def test_what_is_kept_of_a_network_address_says_nothing_and_goes_with_the_order() -> None:
    store = a_store()
    order = a_strangers_order(store, a_product(store).pk).order
    assert len(order.visitor) == 32
    assert HOME not in order.visitor
    assert cancel_order(actor=an_actor(store), number=order.number, now=timezone.now()).visitor == ""
