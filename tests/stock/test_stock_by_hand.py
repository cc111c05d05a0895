"""Stock moves by hand: with a cause, once, never below zero, and always beside its ledger (E1, E4, E5)."""

import pytest
from django.utils import timezone

from kept.journal.models import Entry
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.stock.actions.count_stock import count_stock
from kept.stock.actions.receive_stock import receive_stock
from kept.stock.actions.write_off_stock import write_off_stock
from kept.stock.models import Level, Movement
from kept.stock.queries import counted_variants, ledger_of, variant_for, wrong_levels
from kept.stock.refusals import BadPieces, MovedTwice, NotCounted, OutOfStock
from kept.stores.roles import Role
from tests.rig.factory import a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


def _every_action(actor, variant_id):
    there = {"actor": actor, "variant_id": variant_id, "cause": "note 4711", "now": timezone.now()}
    return [
        lambda: receive_stock(pieces=5, **there),
        lambda: count_stock(counted=5, **there),
        lambda: write_off_stock(pieces=5, **there),
    ]


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.ACCOUNTANT])
def test_who_may_not_move_stock_is_refused(role):
    store = a_store()
    variant = a_product(store, stock=10)
    for attempt in _every_action(an_actor(store, role), variant.pk):
        with pytest.raises(NotAllowed):
            attempt()
    assert Level.objects.get().available == 10


def test_another_stores_stock_is_as_unknown_as_none():
    variant = a_product(a_store(), stock=10)
    stranger = an_actor(a_store())
    for variant_id in (variant.pk, 987_654):
        for attempt in _every_action(stranger, variant_id):
            with pytest.raises(NotFound):
                attempt()
        with pytest.raises(NotFound):
            variant_for(stranger, variant_id)
        with pytest.raises(NotFound):
            ledger_of(stranger, variant_id)
    assert not counted_variants(stranger).exists()
    assert (Level.objects.get().available, Entry.objects.count()) == (10, 0)


def test_goods_come_are_counted_and_spoil_and_the_ledger_says_so():
    store = a_store()
    packer = an_actor(store, Role.FULFILMENT)
    variant = a_product(store, stock=10)
    receive_stock(
        actor=packer, variant_id=variant.pk, pieces=5, cause="delivery note 4711", now=timezone.now()
    )
    write_off_stock(actor=packer, variant_id=variant.pk, pieces=3, cause="wilted", now=timezone.now())
    count_stock(
        actor=packer, variant_id=variant.pk, counted=11, cause="count of 24 November", now=timezone.now()
    )
    moves = [(one.kind, one.quantity, one.cause) for one in ledger_of(packer, variant.pk)]
    assert moves == [
        ("counted", -1, "count of 24 November"),
        ("broken", -3, "wilted"),
        ("received", 5, "delivery note 4711"),
        ("received", 10, "opening stock"),
    ]
    assert variant_for(packer, variant.pk).available == 11
    assert wrong_levels() == []
    assert list(Entry.objects.order_by("pk").values_list("name", flat=True)) == [
        "stock.received", "stock.written_off", "stock.counted",
    ]  # fmt: skip


def test_nothing_moves_twice_for_one_cause():
    store = a_store()
    owner = an_actor(store)
    variant = a_product(store, stock=10)
    for attempt in _every_action(owner, variant.pk)[:1]:
        attempt()
    for attempt in _every_action(owner, variant.pk):
        with pytest.raises(MovedTwice):
            attempt()
    assert Level.objects.get().available == 15
    other = a_product(store, stock=1)
    receive_stock(actor=owner, variant_id=other.pk, pieces=5, cause="note 4711", now=timezone.now())


def test_a_count_that_finds_no_difference_is_remembered_and_holds_off_its_double():
    store = a_store()
    owner = an_actor(store)
    variant = a_product(store, stock=10)
    count_stock(actor=owner, variant_id=variant.pk, counted=10, cause="count 1", now=timezone.now())
    an_order(store, variant, quantity=4)
    with pytest.raises(MovedTwice):
        count_stock(actor=owner, variant_id=variant.pk, counted=10, cause="count 1", now=timezone.now())
    assert Level.objects.get().available == 6
    assert counted_variants(owner).get().last_counted == timezone.now()


def test_stock_is_never_below_zero():
    store = a_store()
    owner = an_actor(store)
    variant = a_product(store, stock=2)
    with pytest.raises(OutOfStock):
        write_off_stock(actor=owner, variant_id=variant.pk, pieces=3, cause="broken", now=timezone.now())
    for counted in (-1, 10**12):
        with pytest.raises(BadPieces):
            count_stock(actor=owner, variant_id=variant.pk, counted=counted, cause="c", now=timezone.now())
    for pieces in (0, -1, 10**12):
        with pytest.raises(BadPieces):
            receive_stock(actor=owner, variant_id=variant.pk, pieces=pieces, cause="c", now=timezone.now())
        with pytest.raises(BadPieces):
            write_off_stock(actor=owner, variant_id=variant.pk, pieces=pieces, cause="c", now=timezone.now())
    assert (Level.objects.get().available, Movement.objects.count()) == (2, 1)


def test_a_movement_needs_a_cause_that_fits():
    store = a_store()
    owner = an_actor(store)
    variant = a_product(store, stock=2)
    for cause in ("", " \x00 ", "x" * 121):
        with pytest.raises(Invalid):
            receive_stock(actor=owner, variant_id=variant.pk, pieces=1, cause=cause, now=timezone.now())


def test_what_is_not_counted_has_no_stock_to_move():
    store = a_store()
    variant = a_product(store, stock=None)
    for attempt in _every_action(an_actor(store), variant.pk):
        with pytest.raises(NotCounted):
            attempt()


def test_a_variant_that_never_had_stock_gets_its_first():
    store = a_store()
    variant = a_product(store, stock=5)
    Movement.objects.all().delete()
    Level.objects.all().delete()
    receive_stock(actor=an_actor(store), variant_id=variant.pk, pieces=7, cause="first", now=timezone.now())
    assert Level.objects.get().available == 7


def test_a_counter_that_differs_from_its_ledger_is_found():
    store = a_store()
    fine, wrong = a_product(store, stock=5), a_product(store, stock=5)
    unknown = a_product(a_store(), stock=3)
    an_order(store, fine)
    Level.objects.filter(pk=wrong.pk).update(available=4)
    Movement.objects.filter(variant=unknown).delete()
    assert [(one.variant_id, one.available, one.ledger) for one in wrong_levels()] == [
        (wrong.pk, 4, 5),
        (unknown.pk, 3, 0),
    ]
    assert [one.variant_id for one in wrong_levels(store.pk)] == [wrong.pk]


def test_the_list_shows_what_is_low_and_finds_by_words():
    store = a_store()
    owner = an_actor(store)
    a_product(store, "Roses", stock=40)
    tulips = a_product(store, "Tulips", stock=2)
    a_product(store, "Delivery of a card", stock=None)
    assert [one.pk for one in counted_variants(owner, low=5)] == [tulips.pk]
    assert [one.pk for one in counted_variants(owner, search="tulip")] == [tulips.pk]
    assert [one.pk for one in counted_variants(owner, search=tulips.sku.lower())] == [tulips.pk]
    assert counted_variants(owner).count() == 2
