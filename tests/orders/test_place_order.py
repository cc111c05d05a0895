"""Placing an order: the one door (A1, A3, A7, E1)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from kept.catalog.models import Option, OptionGroup, Product
from kept.customers.models import Address, Customer, Identity
from kept.journal.models import Entry
from kept.kit.money import LARGEST
from kept.kit.refusals import Invalid, NotAllowed
from kept.messages.models import Message, MessageKind
from kept.orders.agreement.inputs import LONGEST_NAME, CustomerInput, FulfilmentInput, LineInput
from kept.orders.agreement.terms import Terms, digest_of
from kept.orders.models import Confirmation, Line, Order, Status
from kept.orders.queries import order_by_token
from kept.orders.refusals import BadLine, NotForSale, PriceMoved, ShopClosed
from kept.payments.models import Account, State
from kept.promises.refusals import CannotPromise
from kept.stock.models import Level, Movement
from kept.stock.refusals import OutOfStock
from kept.stores.actor import buyer
from kept.stores.roles import Role
from tests.rig.clock import TUESDAY
from tests.rig.factory import BERLIN, a_phone_order, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def test_everything_that_was_agreed_stands_in_version_one() -> None:
    """A1, D8: number, items with options and quantity, prices, tax, way, address, promised time, instructions."""
    store = a_store(prices_include_tax=True, fulfilment_tax_rate=1900)
    vase = a_product(store, "Roses", price=2500, note_label="Card text")
    group = OptionGroup.objects.create(store=store, product=vase.product, name="Vase", least=0, most=1)
    glass = Option.objects.create(store=store, group=group, name="Glass", price_difference=700)

    placed = an_order(
        store,
        lines=[LineInput(quantity=2, variant=vase.pk, options=(glass.pk,), note="With love")],
        fulfilment=FulfilmentInput("post", BERLIN, recipient="Ben", instructions="Ring twice"),
        note="No lilies",
    )

    terms = placed.terms
    line = terms.lines[0]
    assert (terms.number, terms.version, terms.previous) == (placed.order.number, 1, "")
    assert (line.title, line.quantity, line.unit_price, line.total) == ("Roses", 2, 3200, 6400)
    assert [(option.name, option.value, option.price) for option in line.options] == [("Vase", "Glass", 700)]
    assert (line.note_label, line.note) == ("Card text", "With love")
    assert (terms.amounts.items, terms.amounts.fulfilment, terms.amounts.total) == (6400, 490, 6890)
    assert {part.rate: part.tax for part in terms.amounts.taxes} == {700: 419, 1900: 78}
    assert (terms.fulfilment.address["city"], terms.fulfilment.recipient) == ("Berlin", "Ben")
    assert (terms.fulfilment.instructions, terms.note) == ("Ring twice", "No lilies")
    assert terms.promise is not None
    assert terms.promise.earliest < terms.promise.latest


def test_the_confirmation_is_frozen_and_digested() -> None:
    """A3: what is stored is what was digested, and reads back as the same value."""
    placed = an_order(a_store())
    stored = Confirmation.objects.get(order=placed.order)
    assert digest_of(stored.terms) == stored.digest == placed.digest
    assert Terms.from_json(stored.terms) == placed.terms


def test_everything_that_follows_is_written_in_the_same_breath() -> None:
    """F6, I4: the customer's confirmation and the alert to the store stand beside the order, or nothing does."""
    placed = an_order(a_store())
    order = Order.objects.get(pk=placed.order.pk)
    assert (order.status, order.version, order.confirmed_version) == (Status.RECEIVED, 1, 1)
    assert [entry.name for entry in Entry.objects.filter(order_id=order.pk).order_by("id")] == [
        "order.placed",
        "order.confirmed",
    ]
    told = set(Message.objects.filter(order_id=order.pk).values_list("kind", "to", "state"))
    assert told == {("new_order", "store", "queued"), ("confirmation", "customer", "queued")}
    assert Account.objects.get(order_id=order.pk).state == State.DUE
    assert order_by_token(placed.token) == order


def test_the_link_is_stored_hashed() -> None:
    placed = an_order(a_store())
    order = Order.objects.get(pk=placed.order.pk)
    assert placed.token not in (order.link_hash, order.link_sealed)
    assert len(placed.token) >= 22  # 128 bits in base64


def test_numbers_count_up_by_store() -> None:
    one, other = a_store(), a_store()
    assert [an_order(one).order.number, an_order(one).order.number, an_order(other).order.number] == [
        1001,
        1002,
        1001,
    ]


def test_the_same_person_twice_is_one_customer() -> None:
    store = a_store()
    first = a_phone_order(store, customer=CustomerInput("Anna Berg", "Anna@Example.com", "030 1234567"))
    by_mail = a_phone_order(store, customer=CustomerInput("A. Berg", " anna@example.com "))
    by_phone = a_phone_order(store, customer=CustomerInput("Anna", phone="+49 30 1234567"))
    assert {first.order.customer_id, by_mail.order.customer_id, by_phone.order.customer_id} == {
        first.order.customer_id
    }
    assert by_phone.order.customer_order_no == 3
    assert Customer.objects.filter(store=store).count() == 1
    assert sorted(Identity.objects.filter(store=store).values_list("value", flat=True)) == [
        "+49301234567",
        "anna@example.com",
    ]


def test_the_same_person_in_another_store_is_another_customer() -> None:
    assert an_order(a_store()).order.customer_id != an_order(a_store()).order.customer_id


def test_an_address_used_twice_is_kept_once() -> None:
    store = a_store()
    for _ in range(2):
        a_phone_order(store, fulfilment=FulfilmentInput("post", BERLIN))
    a_phone_order(store, fulfilment=FulfilmentInput("post", {**BERLIN, "street_address": "HAUPTSTR.  1"}))
    assert Address.objects.filter(store=store).count() == 1


def test_goods_are_taken_once_with_their_cause() -> None:
    store = a_store()
    bouquet = a_product(store, stock=10)
    placed = an_order(store, bouquet, bouquet, quantity=2)
    assert Level.objects.get(variant=bouquet).available == 6
    movement = Movement.objects.get(order_id=placed.order.pk)
    assert (movement.quantity, movement.kind, movement.cause) == (
        -4,
        "sold",
        f"order {placed.order.number} v1",
    )


def test_nothing_happens_when_goods_are_short() -> None:
    """E1: refused as a whole, with what is left."""
    store = a_store()
    plenty, rare = a_product(store, stock=10), a_product(store, stock=1)
    with pytest.raises(OutOfStock) as refused:
        an_order(store, plenty, rare)
    assert refused.value.facts["short"] == [{"variant": rare.pk, "wanted": 2, "available": 1}]
    assert Level.objects.get(variant=plenty).available == 10
    assert not Order.objects.filter(store=store).exists()
    assert not Customer.objects.filter(store=store).exists()


def test_the_very_last_piece_is_sold() -> None:
    """E1: nothing stays unsold while somebody wants it."""
    store = a_store()
    bouquet = a_product(store, stock=2)
    an_order(store, bouquet, quantity=2)
    assert Level.objects.get(variant=bouquet).available == 0
    with pytest.raises(OutOfStock):
        an_order(store, bouquet, quantity=1)


def test_what_is_not_counted_is_never_short() -> None:
    store = a_store()
    vouchers = a_product(store, stock=None)
    assert an_order(store, vouchers, quantity=99_999, actor=an_actor(store)).order.pieces == 99_999
    assert not Movement.objects.filter(variant=vouchers).exists()


def test_a_price_that_moved_is_shown_not_charged() -> None:
    store = a_store()
    bouquet = a_product(store, price=1000)
    with pytest.raises(PriceMoved) as refused:
        an_order(store, bouquet, expected_total=1999)
    assert refused.value.facts == {"expected": 1999, "total": 2000}


def test_another_stores_goods_are_not_there() -> None:
    """H7: foreign and unknown look the same."""
    store, other = a_store(), a_store()
    theirs = a_product(other)
    for variant in (theirs.pk, 10**15):
        with pytest.raises(NotForSale) as refused:
            an_order(store, lines=[LineInput(quantity=1, variant=variant)])
        assert refused.value.facts == {"lines": [0]}


def test_what_the_shop_no_longer_offers_cannot_be_ordered() -> None:
    store = a_store()
    bouquet = a_product(store)
    Product.objects.filter(pk=bouquet.product_id).update(active=False)
    with pytest.raises(NotForSale):
        an_order(store, bouquet)


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (LineInput(quantity=0, sku="X"), BadLine),
        (LineInput(quantity=-1, sku="X"), BadLine),
        (LineInput(quantity=10**9, sku="X"), BadLine),
        (LineInput(quantity=1, sku="X", note="n" * 2001), BadLine),
        (LineInput(quantity=1), NotForSale),
    ],
)
def test_a_line_that_cannot_be(line: LineInput, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        an_order(a_store(), lines=[line])


def test_an_empty_order_is_none() -> None:
    with pytest.raises(Invalid):
        an_order(a_store(), lines=[])


def test_a_buyer_cannot_name_the_price() -> None:
    store = a_store()
    bouquet = a_product(store)
    with pytest.raises(NotAllowed):
        an_order(store, lines=[LineInput(quantity=1, variant=bouquet.pk, unit_price=1)])
    with pytest.raises(NotAllowed):
        an_order(store, lines=[LineInput(quantity=1, title="Something", unit_price=1)])


def test_who_may_set_prices_may_also_sell_what_has_no_product() -> None:
    store = a_store()
    placed = an_order(
        store,
        actor=an_actor(store),
        channel="counter",
        lines=[LineInput(quantity=2, title="Ribbon by the metre", unit_price=150)],
    )
    assert placed.terms.amounts.total == 300
    assert Line.objects.get(order=placed.order).variant is None


def test_options_keep_to_their_question() -> None:
    store = a_store()
    sandwich = a_product(store)
    bread = OptionGroup.objects.create(store=store, product=sandwich.product, name="Bread", least=1, most=1)
    rye, white = (Option.objects.create(store=store, group=bread, name=name) for name in ("Rye", "White"))
    other = a_product(store)
    foreign_group = OptionGroup.objects.create(store=store, product=other.product, name="Vase")
    foreign = Option.objects.create(store=store, group=foreign_group, name="Glass")
    for options in ((), (rye.pk, white.pk), (rye.pk, rye.pk), (rye.pk, foreign.pk), (10**12,)):
        with pytest.raises(BadLine):
            an_order(store, lines=[LineInput(quantity=1, variant=sandwich.pk, options=options)])
    taken = an_order(store, lines=[LineInput(quantity=1, variant=sandwich.pk, options=(rye.pk,))])
    assert [option.value for option in taken.terms.lines[0].options] == ["Rye"]


def test_a_question_that_must_be_answered() -> None:
    store = a_store()
    cake = a_product(store, note_label="Allergies", note_required=True)
    with pytest.raises(BadLine):
        an_order(store, cake)


def test_only_a_way_of_paying_that_the_way_allows() -> None:
    """D1: pickup, delivery, transfer or the demo card, as the store offers them for that way."""
    with pytest.raises(Invalid):
        an_order(a_store(), payment="by_promise")


@pytest.mark.at(TUESDAY)
def test_a_wish_that_can_be_held_is_the_promise() -> None:
    store = a_store()
    wish = timezone.now() + timedelta(days=1)
    promise = an_order(store, fulfilment=FulfilmentInput("pickup", wished=wish)).terms.promise
    assert promise is not None
    assert (promise.earliest, promise.wished) == ("2026-11-25T09:00:00Z", True)


@pytest.mark.at(TUESDAY)
def test_a_wish_that_cannot_be_held_is_refused() -> None:
    store = a_store()
    for wish in (
        timezone.now() - timedelta(days=1),
        timezone.now() + timedelta(hours=12),
        timezone.now() + timedelta(days=4),
        timezone.now() + timedelta(days=900),
    ):
        with pytest.raises(CannotPromise):
            an_order(store, fulfilment=FulfilmentInput("pickup", wished=wish))


@pytest.mark.parametrize(
    ("rules", "held"),
    [
        ({"above": 7799}, ["high_value"]),
        ({"above": 7800}, []),
        ({"first": True}, ["first_order"]),
        ({"channels": ["shop"]}, ["channel"]),
        ({"channels": ["phone"]}, []),
        ({"every": True}, ["every_order"]),
    ],
)
def test_a_store_can_hold_orders_for_review(rules: dict[str, object], held: list[str]) -> None:
    """A7: held, not confirmed, and the customer is told so at once."""
    placed = an_order(a_store(review_rules=rules))
    assert placed.order.review_reasons == held
    kinds = set(
        Message.objects.filter(order_id=placed.order.pk, to="customer").values_list("kind", flat=True)
    )
    if held:
        assert (placed.order.status, placed.order.confirmed_version) == (Status.PENDING, 0)
        assert kinds == {MessageKind.UNDER_REVIEW}
    else:
        assert kinds == {MessageKind.CONFIRMATION}


def test_a_closed_shop_takes_orders_from_staff_only() -> None:
    store = a_store(open_for_orders=False)
    with pytest.raises(ShopClosed):
        an_order(store)
    assert an_order(store, actor=an_actor(store, Role.SUPPORT), channel="phone").order.channel == "phone"


def test_an_accountant_places_no_orders() -> None:
    store = a_store()
    with pytest.raises(NotAllowed):
        an_order(store, actor=an_actor(store, Role.ACCOUNTANT))


def test_somebody_must_be_reachable() -> None:
    for customer in (CustomerInput("Anna"), CustomerInput("", "a@example.com"),
                     CustomerInput("Anna", "no address"),
                     CustomerInput("Anna", phone="12")):  # fmt: skip
        with pytest.raises(Invalid):
            an_order(a_store(), customer=customer)


def test_the_demo_card_is_paid_and_the_rest_is_due() -> None:
    store = a_store()
    assert Account.objects.get(order_id=an_order(store, payment="demo_card").order.pk).state == State.PAID
    assert Account.objects.get(order_id=an_order(store, payment="transfer").order.pk).state == State.DUE


def test_placing_outside_any_transaction_only() -> None:
    """An order that could still be rolled back by a caller is no promise."""
    from django.db import transaction

    store = a_store()
    with pytest.raises(RuntimeError), transaction.atomic():
        an_order(store)


def test_an_unknown_language_falls_back_to_the_stores() -> None:
    assert an_order(a_store(language="de"), language="tlh").order.language == "de"


def test_a_known_customers_number_is_not_overwritten_by_the_next_order() -> None:
    """G1: it leads to them as well; how they are called stays as it was first said, or put right by hand."""
    store = a_store()
    for phone in ("+4930123451", "+4930123452"):
        a_phone_order(store, customer=CustomerInput("Anna Berg", "anna@example.com", phone))
    customer = Customer.objects.get()
    assert (customer.phone, customer.orders_count) == ("+4930123451", 2)
    assert customer.identities.filter(value="+4930123452").exists()


@pytest.mark.parametrize(("more", "is_refused"), [(0, False), (1, True)])
def test_an_order_is_as_large_as_kept_can_add_up_and_no_larger(more: int, is_refused: bool) -> None:
    store = a_store()
    line = LineInput(quantity=1, title="A house", unit_price=LARGEST + more)
    asked = {"store": store, "actor": an_actor(store), "channel": "phone", "lines": [line]}
    if is_refused:
        with pytest.raises(Invalid, match="larger than Kept can add up"):
            an_order(**asked)
    else:
        assert an_order(**asked).order.total == LARGEST


def test_whoever_has_a_long_name_orders_all_the_same() -> None:
    """A name stands with the order and with everything they set going; only PostgreSQL measures its columns."""
    name = "Wolfeschlegelsteinhausen " * 6 + "von Bergen"
    assert len(name) == LONGEST_NAME
    store = a_store()
    placed = an_order(
        store, actor=buyer(store.pk, name), customer=CustomerInput(name=name, email="w@example.com")
    )
    assert Movement.objects.get(order_id=placed.order.pk).actor == placed.order.customer_name == name


@pytest.mark.parametrize("column", ["actor", "actor_name", "asked_by", "answered_by"])
def test_who_acts_has_room_for_the_longest_name(column: str) -> None:
    found = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name == column and model.__module__.startswith("kept.")
    ]
    assert found
    assert {str(field) for field in found if (field.max_length or 0) < LONGEST_NAME} == set()
