"""Changing what was agreed: preview, then exactly that, as the next version (A4)."""

from dataclasses import replace

import pytest
from django.utils import timezone

from kept.catalog.models import Variant
from kept.journal.models import Entry
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.messages.models import Message, MessageKind
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.agreement.change_plan import OrderChangeInput, as_input, without_lines
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.agreement.preview import preview_change
from kept.orders.agreement.terms import digest_of
from kept.orders.models import Confirmation, Line, Order
from kept.orders.queries import terms_of
from kept.orders.refusals import CannotChange, PlanMoved, SomebodyWasFaster
from kept.payments.models import Account, State
from kept.promises.models import FulfilmentMethod
from kept.stock.actions.receive_stock import receive_stock
from kept.stock.models import Level, Movement
from kept.stock.refusals import OutOfStock
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.orders.change import change, quantity
from tests.rig.factory import BERLIN, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def test_preview_shows_four_effects_and_the_commit_does_exactly_that() -> None:
    store = a_store()
    bouquet = a_product(store, "Bouquet", price=1000, stock=10)
    placed = an_order(store, bouquet, quantity=2, payment="demo_card")
    asked = quantity(placed, 5)

    preview = preview_change(
        actor=an_actor(store), number=placed.order.number, change=asked, now=timezone.now()
    )
    assert [(d.kind, d.before, d.after) for d in preview.plan.differences] == [
        ("quantity", 2, 5),
        ("total", 2000, 5000),
    ]
    assert (preview.plan.money.balance, preview.plan.money.state) == (3000, State.PART_PAID)
    assert preview.plan.stock == {bouquet.pk: 3}
    assert preview.plan.changes_anything
    assert Confirmation.objects.count() == 1  # nothing has happened yet

    changed = change(placed, store, asked, expected=preview.plan.fingerprint)
    assert changed.plan.fingerprint == preview.plan.fingerprint
    assert Level.objects.get(variant=bouquet).available == 5
    account = Account.objects.get(order_id=placed.order.pk)
    assert (account.agreed, account.received, account.state) == (5000, 2000, State.PART_PAID)
    assert Line.objects.get(order=placed.order).original == 2


def test_the_next_version_is_chained_told_once_and_journalled() -> None:
    store = a_store()
    placed = an_order(store)
    change(placed, store, quantity(placed, 3), reason="Anna called")
    first, second = Confirmation.objects.filter(order=placed.order).order_by("version")
    assert (second.version, second.reason) == (2, "Anna called")
    assert terms_of(placed.order, 2).previous == first.digest
    told = Message.objects.filter(order_id=placed.order.pk, kind=MessageKind.CONFIRMATION, version=2)
    assert [message.facts["changes"][0]["kind"] for message in told] == ["quantity"]
    assert Entry.objects.filter(order_id=placed.order.pk, name="order.changed").count() == 1


def test_no_visible_change_makes_no_version_and_no_message() -> None:
    store = a_store()
    placed = an_order(store, fulfilment=FulfilmentInput("post", BERLIN))
    before = Message.objects.count()
    for asked in (OrderChangeInput(), OrderChangeInput(lines=as_input(placed.terms)), OrderChangeInput(note=""),
                  OrderChangeInput(fulfilment=FulfilmentInput("post", BERLIN))):  # fmt: skip
        assert not change(placed, store, asked).plan.changes_anything
    assert Order.objects.get(pk=placed.order.pk).version == 1
    assert Message.objects.count() == before
    assert not Movement.objects.filter(order_id=placed.order.pk, cause__contains="v2").exists()


def test_up_and_back_owes_nothing() -> None:
    store = a_store()
    bouquet = a_product(store, price=1000, stock=10)
    placed = an_order(store, bouquet, quantity=2, payment="demo_card")
    change(placed, store, quantity(placed, 4))
    change(placed, store, quantity(placed, 2))
    account = Account.objects.get(order_id=placed.order.pk)
    assert (account.agreed, account.balance, account.state) == (2000, 0, State.PAID)
    assert Level.objects.get(variant=bouquet).available == 8
    assert Order.objects.get(pk=placed.order.pk).version == 3


def test_a_price_only_edit_moves_no_stock() -> None:
    store = a_store()
    bouquet = a_product(store, price=1000, stock=10)
    placed = an_order(store, bouquet, quantity=2)
    change(placed, store, OrderChangeInput(lines=(LineInput(quantity=2, key="1", unit_price=900),)))
    assert Movement.objects.filter(order_id=placed.order.pk).count() == 1
    assert Level.objects.get(variant=bouquet).available == 8
    assert Order.objects.get(pk=placed.order.pk).total == 1800


def test_who_may_change_orders_sets_no_prices() -> None:
    store = a_store()
    placed = an_order(store, a_product(store, price=1000), quantity=2)
    cheaper = OrderChangeInput(lines=(LineInput(quantity=2, key="1", unit_price=1),))
    asked = {
        "number": placed.order.number,
        "seen_version": 1,
        "change": cheaper,
        "channel": "desk",
        "now": timezone.now(),
    }
    with pytest.raises(NotAllowed):
        change_order(actor=an_actor(store, Role.SUPPORT), **asked)
    assert change_order(actor=an_actor(store, Role.MANAGER), **asked).order.total == 2


def test_agreed_prices_and_fees_stay_when_the_shop_changes_its_own() -> None:
    store = a_store()
    bouquet = a_product(store, price=1000)
    placed = an_order(store, bouquet, quantity=1, fulfilment=FulfilmentInput("post", BERLIN))
    bouquet.price = 5000
    bouquet.save()
    FulfilmentMethod.objects.filter(store=store, code="post").update(fee=9900, active=False)
    Store.objects.filter(pk=store.pk).update(revision=2)
    change(placed, store, quantity(placed, 2))
    assert Order.objects.get(pk=placed.order.pk).total == 2 * 1000 + 490


def test_a_line_taken_out_never_gives_its_name_away() -> None:
    store = a_store()
    one, two, three = (a_product(store, title) for title in ("One", "Two", "Three"))
    placed = an_order(store, one, two, quantity=1)
    change(placed, store, OrderChangeInput(lines=without_lines(placed.terms, ["2"])))
    change(
        placed,
        store,
        OrderChangeInput(lines=(LineInput(quantity=1, key="1"), LineInput(quantity=1, variant=three.pk))),
    )
    assert [(line.key, line.title) for line in terms_of(placed.order, 3).lines] == [
        ("1", "One"),
        ("3", "Three"),
    ]
    assert dict(Line.objects.filter(order=placed.order).values_list("key", "quantity")) == {
        "1": 1,
        "2": 0,
        "3": 1,
    }
    assert Level.objects.get(variant=two).available == 100


def test_swapping_a_variant_takes_the_new_and_puts_back_the_old() -> None:
    store = a_store()
    small, large = a_product(store, "Small", price=1000), a_product(store, "Large", price=2000)
    placed = an_order(store, small, quantity=2)
    change(placed, store, OrderChangeInput(lines=(LineInput(quantity=2, key="1", variant=large.pk),)))
    assert Level.objects.get(variant=small).available == 100
    assert Level.objects.get(variant=large).available == 98
    moved = Movement.objects.filter(order_id=placed.order.pk).order_by("id")
    assert list(moved.values_list("variant_id", "quantity", "kind")) == [
        (small.pk, -2, "sold"),
        (small.pk, 2, "returned"),
        (large.pk, -2, "sold"),
    ]
    assert terms_of(placed.order, 2).lines[0].unit_price == 2000


def test_what_was_never_taken_never_comes_back() -> None:
    """E4: five were promised before the store counted them, and two since; only those two return."""
    store = a_store()
    bouquet = a_product(store, stock=None)
    placed = an_order(store, bouquet, quantity=5)
    change(placed, store, quantity(placed, 6))
    assert not Movement.objects.filter(order_id=placed.order.pk).exists()
    Variant.objects.filter(pk=bouquet.pk).update(tracked=True)
    receive_stock(
        actor=an_actor(store), variant_id=bouquet.pk, pieces=10, cause="first count", now=timezone.now()
    )
    change(placed, store, quantity(placed, 8))
    assert Level.objects.get(variant=bouquet).available == 8
    change(placed, store, quantity(placed, 1))
    assert Level.objects.get(variant=bouquet).available == 10


def test_more_than_there_is_changes_nothing() -> None:
    store = a_store()
    bouquet = a_product(store, stock=3)
    placed = an_order(store, bouquet, quantity=2)
    preview = preview_change(
        actor=an_actor(store), number=placed.order.number, change=quantity(placed, 9), now=timezone.now()
    )
    assert preview.short == {bouquet.pk: 6}
    with pytest.raises(OutOfStock):
        change(placed, store, quantity(placed, 9))
    assert Level.objects.get(variant=bouquet).available == 1
    assert Order.objects.get(pk=placed.order.pk).version == 1


def test_way_address_contact_and_note_are_terms_too() -> None:
    store = a_store()
    placed = an_order(store)
    change(
        placed, store,
        OrderChangeInput(
            fulfilment=FulfilmentInput("post", BERLIN, recipient="Ben"),
            customer=CustomerInput("Anna Berg", "anna.berg@example.com"),
            note="Leave it with the neighbour",
        ),
    )  # fmt: skip
    order = Order.objects.get(pk=placed.order.pk)
    assert (order.fulfilment_kind, order.email, order.total) == (
        "shipping",
        "anna.berg@example.com",
        placed.order.total + 490,
    )
    assert Message.objects.get(order_id=order.pk, version=2).address == "anna.berg@example.com"


def test_a_number_taken_before_the_rule_does_not_stop_a_change_and_a_new_one_must_be_whole() -> None:
    store = a_store()
    placed = an_order(store, customer=CustomerInput("Anna", "anna@example.com", "030 1234567"))
    agreed = replace(placed.terms, customer=replace(placed.terms.customer, phone="+4912"))
    Confirmation.objects.filter(order=placed.order).update(
        terms=agreed.canonical(), digest=digest_of(agreed.canonical())
    )
    same = CustomerInput("Anna Berg", "anna@example.com", "+4912")
    assert terms_of(change(placed, store, OrderChangeInput(customer=same)).order).customer.phone == "+4912"
    with pytest.raises(Invalid, match="area code"):
        change(placed, store, OrderChangeInput(customer=replace(same, phone="12")))


def test_who_saw_an_older_version_is_shown_both() -> None:
    store = a_store()
    placed = an_order(store)
    change(placed, store, quantity(placed, 3))
    with pytest.raises(SomebodyWasFaster) as refused:
        change(placed, store, quantity(placed, 7), seen=1)
    assert (refused.value.facts["seen"], refused.value.facts["now"]) == (1, 2)
    assert [difference.kind for difference in refused.value.facts["differences"]] == ["quantity", "total"]
    assert Order.objects.get(pk=placed.order.pk).version == 2


def test_another_effect_than_shown_is_refused() -> None:
    store = a_store()
    placed = an_order(store)
    shown = preview_change(
        actor=an_actor(store), number=placed.order.number, change=quantity(placed, 3), now=timezone.now()
    ).plan
    advance_order(
        actor=an_actor(store), number=placed.order.number, now=timezone.now()
    )  # somebody has begun work meanwhile
    with pytest.raises(PlanMoved):
        change(placed, store, quantity(placed, 3), expected=shown.fingerprint)


def test_what_has_left_cannot_be_changed() -> None:
    store = a_store()
    placed = an_order(store)
    for _step in ("preparing", "ready", "done"):
        advance_order(actor=an_actor(store), number=placed.order.number, now=timezone.now())
    with pytest.raises(CannotChange):
        change(placed, store, quantity(placed, 3))


def test_a_change_under_review_is_confirmed_once_as_the_newest() -> None:
    """A7, F4: confirmed by hand, with a personal note in the letter."""
    store = a_store(review_rules={"every": True})
    placed = an_order(store)
    change(placed, store, quantity(placed, 3))
    assert not Message.objects.filter(order_id=placed.order.pk, kind=MessageKind.CONFIRMATION).exists()
    confirm_order(actor=an_actor(store), number=placed.order.number, note="With pleasure", now=timezone.now())
    told = Message.objects.get(order_id=placed.order.pk, kind=MessageKind.CONFIRMATION)
    assert (told.version, told.facts["note"]) == (2, "With pleasure")


def test_only_those_who_may_and_only_in_their_store() -> None:
    store, other = a_store(), a_store()
    placed = an_order(store)
    for actor, refusal in ((an_actor(store, Role.FULFILMENT), NotAllowed), (an_actor(other), NotFound)):
        with pytest.raises(refusal):
            change_order(
                actor=actor,
                number=placed.order.number,
                seen_version=1,
                change=quantity(placed, 3),
                channel="desk",
                now=timezone.now(),
            )
