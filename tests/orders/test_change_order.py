"""Changing what was agreed: preview, then exactly that, as the next version (A4)."""

from dataclasses import replace

import pytest
from django.db.models import F

from kept.catalog.models import Variant
from kept.faces.cli.books import verify
from kept.journal.models import Entry
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.messages.correspondence import facts_for
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import render
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import Changed, change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.place_order import Placed
from kept.orders.actions.resume_order import resume_order
from kept.orders.asked import CustomerAsked, FulfilmentAsked, LineAsked
from kept.orders.changing import ChangeAsked, as_asked, without_lines
from kept.orders.models import Confirmation, Line, Order
from kept.orders.previews import preview_change
from kept.orders.queries import terms_of
from kept.orders.refusals import CannotChange, PaymentNotOffered, PlanMoved, SomebodyWasFaster
from kept.orders.terms import digest_of
from kept.payments.models import Account, State
from kept.promises.models import Way
from kept.stock.actions.receive_stock import receive_stock
from kept.stock.models import Level, Movement
from kept.stock.refusals import OutOfStock
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.factory import BERLIN, NOW, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def change(
    placed: Placed, store: Store, asked: ChangeAsked, *, seen: int | None = None, **fields: object
) -> Changed:
    order = Order.objects.get(pk=placed.order.pk)
    return change_order(
        actor=an_actor(store),
        number=order.number,
        seen_version=seen or order.version,
        asked=asked,
        channel="desk",
        now=NOW,
        **fields,
    )  # type: ignore[arg-type]


def quantity(placed: Placed, pieces: int, key: str = "1") -> ChangeAsked:
    lines = as_asked(terms_of(placed.order, Order.objects.get(pk=placed.order.pk).version))
    return ChangeAsked(
        lines=tuple(replace(line, quantity=pieces) if line.key == key else line for line in lines)
    )


def test_preview_shows_four_effects_and_the_commit_does_exactly_that() -> None:
    store = a_store()
    bouquet = a_product(store, "Bouquet", price=1000, stock=10)
    placed = an_order(store, bouquet, quantity=2, payment="demo_card")
    asked = quantity(placed, 5)

    preview = preview_change(actor=an_actor(store), number=placed.order.number, asked=asked, now=NOW)
    assert [(d.what, d.before, d.after) for d in preview.plan.differences] == [
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
    assert [message.facts["changes"][0]["what"] for message in told] == ["quantity"]
    assert Entry.objects.filter(order_id=placed.order.pk, name="OrderChanged").count() == 1


def test_no_visible_change_makes_no_version_and_no_message() -> None:
    store = a_store()
    placed = an_order(store, fulfilment=FulfilmentAsked("post", BERLIN))
    before = Message.objects.count()
    for asked in (ChangeAsked(), ChangeAsked(lines=as_asked(placed.terms)), ChangeAsked(note=""),
                  ChangeAsked(fulfilment=FulfilmentAsked("post", BERLIN))):  # fmt: skip
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
    change(placed, store, ChangeAsked(lines=(LineAsked(quantity=2, key="1", unit_price=900),)))
    assert Movement.objects.filter(order_id=placed.order.pk).count() == 1
    assert Level.objects.get(variant=bouquet).available == 8
    assert Order.objects.get(pk=placed.order.pk).total == 1800


def test_who_may_change_orders_sets_no_prices() -> None:
    store = a_store()
    placed = an_order(store, a_product(store, price=1000), quantity=2)
    cheaper = ChangeAsked(lines=(LineAsked(quantity=2, key="1", unit_price=1),))
    asked = {
        "number": placed.order.number,
        "seen_version": 1,
        "asked": cheaper,
        "channel": "desk",
        "now": NOW,
    }
    with pytest.raises(NotAllowed):
        change_order(actor=an_actor(store, Role.SUPPORT), **asked)
    assert change_order(actor=an_actor(store, Role.MANAGER), **asked).order.total == 2


def test_agreed_prices_and_fees_stay_when_the_shop_changes_its_own() -> None:
    store = a_store()
    bouquet = a_product(store, price=1000)
    placed = an_order(store, bouquet, quantity=1, fulfilment=FulfilmentAsked("post", BERLIN))
    bouquet.price = 5000
    bouquet.save()
    Way.objects.filter(store=store, code="post").update(fee=9900, active=False)
    Store.objects.filter(pk=store.pk).update(revision=2)
    change(placed, store, quantity(placed, 2))
    assert Order.objects.get(pk=placed.order.pk).total == 2 * 1000 + 490


def test_a_line_taken_out_never_gives_its_name_away() -> None:
    store = a_store()
    one, two, three = (a_product(store, title) for title in ("One", "Two", "Three"))
    placed = an_order(store, one, two, quantity=1)
    change(placed, store, ChangeAsked(lines=without_lines(placed.terms, ["2"])))
    change(
        placed,
        store,
        ChangeAsked(lines=(LineAsked(quantity=1, key="1"), LineAsked(quantity=1, variant=three.pk))),
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
    change(placed, store, ChangeAsked(lines=(LineAsked(quantity=2, key="1", variant=large.pk),)))
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
    receive_stock(actor=an_actor(store), variant_id=bouquet.pk, pieces=10, cause="first count", now=NOW)
    change(placed, store, quantity(placed, 8))
    assert Level.objects.get(variant=bouquet).available == 8
    change(placed, store, quantity(placed, 1))
    assert Level.objects.get(variant=bouquet).available == 10


def test_more_than_there_is_changes_nothing() -> None:
    store = a_store()
    bouquet = a_product(store, stock=3)
    placed = an_order(store, bouquet, quantity=2)
    preview = preview_change(
        actor=an_actor(store), number=placed.order.number, asked=quantity(placed, 9), now=NOW
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
        ChangeAsked(
            fulfilment=FulfilmentAsked("post", BERLIN, recipient="Ben"),
            customer=CustomerAsked("Anna Berg", "anna.berg@example.com"),
            note="Leave it with the neighbour",
        ),
    )  # fmt: skip
    order = Order.objects.get(pk=placed.order.pk)
    assert (order.way_kind, order.email, order.total) == (
        "shipping",
        "anna.berg@example.com",
        placed.order.total + 490,
    )
    assert Message.objects.get(order_id=order.pk, version=2).address == "anna.berg@example.com"


def only_paid_by(store: Store, way: str, *methods: str) -> None:
    """Nothing else is offered for this way from now on."""
    Way.objects.filter(store=store, code=way).update(pay_by=list(methods))
    Store.objects.filter(pk=store.pk).update(revision=F("revision") + 1)


def by_post(payment: str | None = None) -> ChangeAsked:
    return ChangeAsked(fulfilment=FulfilmentAsked("post", BERLIN), payment=payment)


def test_a_new_way_is_paid_by_what_it_offers_or_the_change_is_refused_with_the_choice() -> None:
    """A4: nobody collects a parcel, so nobody pays when they collect it."""
    store = a_store()
    only_paid_by(store, "post", "transfer", "delivery", "demo_card")
    placed = an_order(store, payment="pickup")
    for asked in (None, "pickup", "demo_card", "gold"):
        with pytest.raises(PaymentNotOffered, match="by bank transfer, when it is delivered") as refused:
            change(placed, store, by_post(asked))
        assert (refused.value.facts["field"], refused.value.facts["way"]) == ("payment", "Post")
        assert refused.value.facts["offered"] == ["transfer", "delivery"]
    assert Order.objects.get(pk=placed.order.pk).version == 1

    preview = preview_change(
        actor=an_actor(store), number=placed.order.number, asked=by_post("transfer"), now=NOW
    )
    assert ("payment", "pickup", "transfer") in [
        (one.what, one.before, one.after) for one in preview.plan.differences
    ]
    made = change(placed, store, by_post("transfer"), expected=preview.plan.fingerprint)
    assert terms_of(made.order).payment == "transfer"
    account = Account.objects.get(order_id=placed.order.pk)
    assert (account.method, account.agreed, account.state) == ("transfer", 8290, State.DUE)
    assert verify().findings == []
    assert "by bank transfer" in letter_of(made.order, 2)


def test_another_payment_alone_is_a_version_and_moves_no_money() -> None:
    store = a_store()
    placed = an_order(store, payment="pickup")
    made = change(placed, store, ChangeAsked(payment="transfer"))
    assert [one.what for one in made.plan.differences] == ["payment"]
    assert (made.order.version, made.plan.money.balance) == (2, 7800)
    assert Account.objects.get(order_id=placed.order.pk).method == "transfer"
    assert verify().findings == []


def test_what_is_paid_needs_no_other_payment() -> None:
    store = a_store()
    only_paid_by(store, "post", "transfer")
    placed = an_order(store, payment="demo_card")
    Way.objects.filter(store=store, code="post").update(fee=0)
    Store.objects.filter(pk=store.pk).update(revision=F("revision") + 1)
    made = change(placed, store, by_post())
    assert (terms_of(made.order).payment, made.plan.money.balance) == ("demo_card", 0)


def test_a_way_that_offers_nothing_to_agree_on_says_so() -> None:
    store = a_store()
    only_paid_by(store, "post", "demo_card")
    with pytest.raises(PaymentNotOffered, match="record the payment first"):
        change(an_order(store, payment="pickup"), store, by_post())


def test_an_agreed_payment_stays_when_its_way_stops_offering_it() -> None:
    store = a_store()
    placed = an_order(store, payment="pickup")
    only_paid_by(store, "pickup", "transfer")
    assert change(placed, store, quantity(placed, 3)).order.version == 2


def steps_of(placed: Placed) -> list[tuple[str, str]]:
    entries = Entry.objects.filter(order_id=placed.order.pk, name="OrderSteppedBack").order_by("id")
    return [(entry.data["before"], entry.data["after"]) for entry in entries]


def test_what_lay_ready_to_collect_goes_back_a_step_when_it_is_to_be_sent() -> None:
    """C2: a parcel has no “ready for pickup”; the customer is not told twice, and never something untrue."""
    store = a_store()
    staff = an_actor(store)
    placed = an_order(store)
    for _ in range(2):
        advance_order(actor=staff, number=placed.order.number, now=NOW)
    plan = preview_change(actor=staff, number=placed.order.number, asked=by_post(), now=NOW).plan
    assert (plan.back_to, plan.begun) == ("preparing", True)
    order = change(placed, store, by_post(), expected=plan.fingerprint).order
    order.refresh_from_db()
    assert (order.status, order.way_kind, order.version) == ("preparing", "shipping", 2)
    assert steps_of(placed) == [("ready", "preparing")]
    told = Message.objects.filter(order_id=order.pk, to="customer").order_by("id")
    assert list(told.values_list("kind", "state")) == [
        ("confirmation", "queued"),
        ("preparing", "queued"),
        ("confirmation", "queued"),
    ]
    assert advance_order(actor=staff, number=order.number, now=NOW).status == "shipped"


def test_what_is_on_hold_goes_on_from_a_step_that_its_new_way_has() -> None:
    store = a_store()
    staff = an_actor(store)
    placed = an_order(store)
    number = placed.order.number
    advance_order(actor=staff, number=number, to="ready", now=NOW)
    hold_order(actor=staff, number=number, why="Rain", now=NOW)
    held = change(placed, store, by_post()).order
    assert (held.status, held.held_from, steps_of(placed)) == (
        "on_hold",
        "preparing",
        [("ready", "preparing")],
    )
    assert resume_order(actor=staff, number=number, now=NOW).status == "preparing"
    assert not Message.objects.filter(order_id=held.pk, kind="ready").exists()


def test_a_status_that_the_new_way_has_stays() -> None:
    store = a_store()
    Way.objects.create(store=store, code="here", kind="on_site", name="Here", pay_by=["pickup"])
    placed = an_order(store, payment="pickup")
    advance_order(actor=an_actor(store), number=placed.order.number, to="ready", now=NOW)
    made = change(placed, store, ChangeAsked(fulfilment=FulfilmentAsked("here")))
    assert (made.order.status, made.plan.back_to, steps_of(placed)) == ("ready", "", [])


def test_a_number_taken_before_the_rule_does_not_stop_a_change_and_a_new_one_must_be_whole() -> None:
    store = a_store()
    placed = an_order(store, customer=CustomerAsked("Anna", "anna@example.com", "030 1234567"))
    agreed = replace(placed.terms, customer=replace(placed.terms.customer, phone="+4912"))
    Confirmation.objects.filter(order=placed.order).update(
        terms=agreed.canonical(), digest=digest_of(agreed.canonical())
    )
    same = CustomerAsked("Anna Berg", "anna@example.com", "+4912")
    assert terms_of(change(placed, store, ChangeAsked(customer=same)).order).customer.phone == "+4912"
    with pytest.raises(Invalid, match="area code"):
        change(placed, store, ChangeAsked(customer=replace(same, phone="12")))


def letter_of(order: Order, version: int) -> str:
    letter = Message.objects.get(order_id=order.pk, kind="confirmation", version=version)
    return render(letter, facts_for([letter])[letter.pk]).text


def test_who_saw_an_older_version_is_shown_both() -> None:
    store = a_store()
    placed = an_order(store)
    change(placed, store, quantity(placed, 3))
    with pytest.raises(SomebodyWasFaster) as refused:
        change(placed, store, quantity(placed, 7), seen=1)
    assert (refused.value.facts["seen"], refused.value.facts["now"]) == (1, 2)
    assert [difference.what for difference in refused.value.facts["differences"]] == ["quantity", "total"]
    assert Order.objects.get(pk=placed.order.pk).version == 2


def test_another_effect_than_shown_is_refused() -> None:
    store = a_store()
    placed = an_order(store)
    shown = preview_change(
        actor=an_actor(store), number=placed.order.number, asked=quantity(placed, 3), now=NOW
    ).plan
    advance_order(
        actor=an_actor(store), number=placed.order.number, now=NOW
    )  # somebody has begun work meanwhile
    with pytest.raises(PlanMoved):
        change(placed, store, quantity(placed, 3), expected=shown.fingerprint)


def test_what_has_left_cannot_be_changed() -> None:
    store = a_store()
    placed = an_order(store)
    for _step in ("preparing", "ready", "done"):
        advance_order(actor=an_actor(store), number=placed.order.number, now=NOW)
    with pytest.raises(CannotChange):
        change(placed, store, quantity(placed, 3))


def test_a_change_under_review_is_confirmed_once_as_the_newest() -> None:
    """A7, F4: confirmed by hand, with a personal note in the letter."""
    store = a_store(review_rules={"every": True})
    placed = an_order(store)
    change(placed, store, quantity(placed, 3))
    assert not Message.objects.filter(order_id=placed.order.pk, kind=MessageKind.CONFIRMATION).exists()
    confirm_order(actor=an_actor(store), number=placed.order.number, note="With pleasure", now=NOW)
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
                asked=quantity(placed, 3),
                channel="desk",
                now=NOW,
            )
