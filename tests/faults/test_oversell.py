"""Never oversell (E1; reliability test 4): 64 buyers at once, 100 pieces, on the database that is in use."""

import random
import time
from collections import Counter
from functools import partial

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from kept.catalog.models import Variant
from kept.kit.transactions import durable
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import CustomerInput, LineInput
from kept.stock.models import Level, Movement
from kept.stock.refusals import OutOfStock
from kept.stores.models import Store
from tests.rig.crowd import at_once
from tests.rig.factory import NO_LIMITS, a_product, a_store, an_actor, an_order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

BUYERS = 64
PIECES = 100


def buy(store: Store, lines: list[LineInput], who: int) -> Placed:
    return an_order(store, lines=lines, customer=CustomerInput(f"Buyer {who}", f"buyer{who}@example.com"))


def outcome(results: list[Placed | Exception]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def ledger(variant: Variant) -> int:
    return sum(Movement.objects.filter(variant=variant).values_list("quantity", flat=True))


def test_one_line_each() -> None:
    """Two orders after another from each: 128 attempts for 2 pieces, 100 there. Exactly 50 succeed."""
    store = a_store(review_rules=NO_LIMITS)
    rare = a_product(store, stock=PIECES)

    def twice(who: int) -> list[Placed | Exception]:
        results: list[Placed | Exception] = []
        for _ in range(2):
            try:
                results.append(buy(store, [LineInput(quantity=2, variant=rare.pk)], who))
            except OutOfStock as refusal:
                results.append(refusal)
        return results

    rounds = at_once([partial(twice, who) for who in range(BUYERS)])
    errors = [result for result in rounds if isinstance(result, Exception)]
    assert not errors, errors[:3]
    results = [result for pair in rounds if isinstance(pair, list) for result in pair]
    assert outcome(results) == {"Placed": 50, "OutOfStock": 78}
    assert Level.objects.get(variant=rare).available == ledger(rare) == 0


def test_many_lines_in_any_order() -> None:
    """Orders that name the same goods in different order neither oversell nor block each other for ever."""
    store = a_store(review_rules=NO_LIMITS)
    goods = [a_product(store, f"Thing {n}", stock=PIECES) for n in range(6)]
    dice = random.Random(7)

    def lines() -> list[LineInput]:
        return [
            LineInput(quantity=dice.randint(1, 5), variant=variant.pk) for variant in dice.sample(goods, 4)
        ]

    results = at_once([partial(buy, store, lines(), who) for who in range(BUYERS)])
    assert set(outcome(results)) <= {"Placed", "OutOfStock"}, outcome(results)
    for variant in goods:
        level = Level.objects.get(variant=variant).available
        assert level == ledger(variant) >= 0
    # Unsold goods are left only where no refused order would have fitted.
    left = {level.variant_id: level.available for level in Level.objects.filter(store=store)}
    assert any(pieces < 5 for pieces in left.values())


def test_changes_and_cancellations_in_the_same_breath() -> None:
    store = a_store(review_rules=NO_LIMITS)
    rare = a_product(store, stock=PIECES)
    placed = [buy(store, [LineInput(quantity=2, variant=rare.pk)], who) for who in range(32)]
    staff = an_actor(store)

    def grow(order: Placed) -> object:
        asked = OrderChangeInput(lines=(LineInput(quantity=6, key="1"),))
        return change_order(
            actor=staff,
            number=order.order.number,
            seen_version=1,
            change=asked,
            channel="desk",
            now=timezone.now(),
        )

    acts = [partial(grow, order) for order in placed[:16]]
    acts += [
        partial(cancel_order, actor=staff, number=order.order.number, now=timezone.now())
        for order in placed[16:]
    ]
    acts += [partial(buy, store, [LineInput(quantity=3, variant=rare.pk)], 100 + who) for who in range(32)]
    results = at_once(acts)
    assert set(outcome(results)) <= {"Placed", "Changed", "Order", "OutOfStock"}, outcome(results)
    assert Level.objects.get(variant=rare).available == ledger(rare) >= 0


def test_control_reading_first_and_writing_then_is_caught() -> None:
    """The planted fault: who reads the counter and writes it back sells the same piece several times."""
    store = a_store(review_rules=NO_LIMITS)
    rare = a_product(store, stock=PIECES)

    def careless() -> int:
        level = Level.objects.get(variant=rare)
        time.sleep(0.02)
        Level.objects.filter(variant=rare).update(available=level.available - 2)
        return 2

    sold = sum(pieces for pieces in at_once([careless] * BUYERS) if isinstance(pieces, int))
    assert PIECES - Level.objects.get(variant=rare).available != sold


def deadlocks(acts: list[partial[None]]) -> int:
    return sum("deadlock" in str(result) for result in at_once(acts))


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer: nobody waits for another's row"
)
def test_control_taking_in_random_order_is_caught() -> None:
    """The planted fault: two orders that name the same goods the other way round wait for each other."""
    store = a_store(review_rules=NO_LIMITS)
    goods = [a_product(store, f"Thing {n}", stock=10_000) for n in range(4)]
    dice = random.Random(7)

    def careless(order: list[Variant]) -> None:
        with durable():
            for variant in order:
                Level.objects.filter(variant=variant).update(available=F("available") - 1)
                time.sleep(0.01)

    def careful(who: int) -> None:
        lines = [LineInput(quantity=1, variant=variant.pk) for variant in dice.sample(goods, 4)]
        buy(store, lines, who)

    assert deadlocks([partial(careless, dice.sample(goods, 4)) for _ in range(16)]) > 0
    assert deadlocks([partial(careful, who) for who in range(16)]) == 0
