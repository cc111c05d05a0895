"""The agreement stays, but for what a change itself touches (A4)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from kept.catalog.models import Option, OptionGroup, Product, Variant
from kept.faces.cli.verification import verify
from kept.orders.actions.change_order import change_order
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.change_plan import OrderChangeInput, as_input, without_lines
from kept.orders.agreement.inputs import FulfilmentInput, LineInput
from kept.orders.agreement.preview import preview_change
from kept.orders.agreement.terms import Terms, digest_of
from kept.orders.models import Confirmation, Order
from kept.orders.queries import terms_of
from kept.orders.refusals import BadLine
from kept.payments.models import Account
from kept.promises.models import FulfilmentMethod
from kept.stores.models import Store
from tests.rig.factory import BERLIN, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("keys", "position"),
    [(("1", "1"), 1), (("2", "1", "2"), 2), (("77",), 0), (("1", "77"), 1), (("1", "3"), 1), (("01",), 0)],
    ids=["twice", "twice but not in a row", "none that ever was", "beside a good one", "taken out", "nearly"],
)
def test_a_change_names_each_agreed_line_once_and_no_other(keys: tuple[str, ...], position: int) -> None:
    """Two lines of one key would share one row; a line of an unknown key would be new under another name."""
    store = a_store()
    bouquet = a_product(store, price=2900)
    placed = an_order(store, bouquet, bouquet, bouquet, quantity=2)
    change = {"actor": an_actor(store), "number": placed.order.number, "now": timezone.now()}
    change_order(
        **change,
        seen_version=1,
        change=OrderChangeInput(lines=without_lines(placed.terms, ["3"])),
        channel="api",
    )
    for which in (None, bouquet.pk):
        asked = OrderChangeInput(lines=tuple(LineInput(quantity=3, key=key, variant=which) for key in keys))
        with pytest.raises(BadLine) as shown:
            preview_change(**change, change=asked)
        with pytest.raises(BadLine) as refused:
            change_order(**change, seen_version=2, change=asked, channel="api")
        assert shown.value.facts["line"] == refused.value.facts["line"] == position
    assert Order.objects.get(pk=placed.order.pk).version == 2
    assert verify().findings == []


def changed(store: Store, placed: Placed, change: OrderChangeInput) -> Terms:
    """Return the terms after a change that does exactly what its preview said."""
    version = Order.objects.get(pk=placed.order.pk).version
    arguments: dict[str, Any] = {
        "actor": an_actor(store),
        "number": placed.order.number,
        "change": change,
        "now": timezone.now(),
    }
    shown = preview_change(**arguments).plan
    done = change_order(**arguments, seen_version=version, channel="desk", expected=shown.fingerprint)
    terms = terms_of(done.order)
    assert replace(terms, version=1, previous="", agreed_at="") == replace(
        shown.terms, version=1, previous="", agreed_at=""
    )
    assert verify().findings == []
    return terms


def with_quantity(terms: Terms, pieces: int) -> OrderChangeInput:
    first, *others = as_input(terms)
    return OrderChangeInput(lines=(replace(first, quantity=pieces), *others))


def other_settings(store: Store) -> None:
    """The store changes all that an order's money comes from."""
    Variant.objects.filter(store=store).update(price=F("price") + 5000)
    Product.objects.filter(store=store).update(tax_rate=1900, title="Renamed")
    Option.objects.filter(store=store).update(price_difference=F("price_difference") + 50)
    FulfilmentMethod.objects.filter(store=store).update(fee=200, free_from=None, name="Renamed")
    Store.objects.filter(pk=store.pk).update(
        prices_include_tax=False, fulfilment_tax_rate=1600, revision=F("revision") + 1
    )


# What is changed, and what it makes different besides itself: (unit prices, tax rates, fee, its tax rate).
AS_AGREED = ([1100, 2000], [700, 700], 490, 700)
TOUCHED = {
    "nothing but a note": AS_AGREED,
    "the quantity": AS_AGREED,
    "a line's note": AS_AGREED,
    "a set price": ([900, 2000], *AS_AGREED[1:]),
    "a line out": ([1100], [700], *AS_AGREED[2:]),
    "a new line": ([1100, 2000, 7000], [700, 700, 1900], *AS_AGREED[2:]),
    "an option more": ([1370, 2000], *AS_AGREED[1:]),
    "an option less": ([1000, 2000], *AS_AGREED[1:]),
    "another variant": ([6200, 2000], *AS_AGREED[1:]),
    "another product": ([7000, 2000], [1900, 700], *AS_AGREED[2:]),
    "another way": (*AS_AGREED[:2], 200, 1600),
    "another address": AS_AGREED,
}


@pytest.mark.parametrize("touched", TOUCHED)
def test_a_change_moves_no_other_money_than_its_own(touched: str) -> None:
    store = a_store(fulfilment_tax_rate=700)
    small, wreath = a_product(store, price=1000), a_product(store, price=2000)
    large = Variant.objects.create(store=store, product=small.product, sku="LARGE", price=1200, tracked=False)
    group = OptionGroup.objects.create(store=store, product=small.product, name="Extras", most=2)
    vase, card = (
        Option.objects.create(store=store, group=group, name=name, price_difference=price)
        for name, price in (("Vase", 100), ("Card", 220))
    )
    lines = [LineInput(2, small.pk, options=(vase.pk,)), LineInput(1, wreath.pk)]
    placed = an_order(store, lines=lines, fulfilment=FulfilmentInput("post", BERLIN))
    other_settings(store)

    first, second = as_input(placed.terms)
    elsewhere = {**BERLIN, "street_address": "Nebenstr. 2"}
    asked = {
        "nothing but a note": OrderChangeInput(note="Ring twice"),
        "the quantity": OrderChangeInput(lines=(replace(first, quantity=3), second)),
        "a line's note": OrderChangeInput(lines=(replace(first, note="For Zoë"), second)),
        "a set price": OrderChangeInput(lines=(replace(first, unit_price=900), second)),
        "a line out": OrderChangeInput(lines=(first,)),
        "a new line": OrderChangeInput(lines=(first, second, LineInput(1, wreath.pk))),
        "an option more": OrderChangeInput(lines=(replace(first, options=(vase.pk, card.pk)), second)),
        "an option less": OrderChangeInput(lines=(replace(first, options=()), second)),
        "another variant": OrderChangeInput(lines=(replace(first, variant=large.pk, options=()), second)),
        "another product": OrderChangeInput(lines=(replace(first, variant=wreath.pk, options=()), second)),
        "another way": OrderChangeInput(fulfilment=FulfilmentInput("pickup")),
        "another address": OrderChangeInput(fulfilment=FulfilmentInput("post", elsewhere)),
    }[touched]
    terms = changed(store, placed, asked)
    reached = terms.fulfilment
    assert (
        [line.unit_price for line in terms.lines],
        [line.tax_rate for line in terms.lines],
        reached.fee,
        reached.tax_rate,
    ) == TOUCHED[touched]
    assert terms.amounts.tax_included
    assert terms.amounts.total == sum(line.total for line in terms.lines) + reached.fee


# What the way cost when it was agreed and costs today (fee, free from), and in a row: pieces of 1000, and their fee.
FEES = [
    ((0, None), (200, None), [(2, 0), (1, 0), (9, 0), (2, 0)]),
    ((0, None), (690, 5000), [(2, 0), (1, 0), (9, 0), (2, 0)]),
    ((490, None), (0, None), [(2, 490), (1, 490), (9, 490), (2, 490)]),
    ((490, None), (690, 3000), [(2, 490), (9, 490), (2, 490)]),
    ((490, 5000), (490, 5000), [(2, 490), (5, 0), (4, 490), (2, 490)]),
    ((490, 5000), (690, None), [(2, 490), (5, 0), (4, 490), (2, 490)]),
    ((490, 5000), (690, 1000), [(2, 490), (4, 490), (5, 0), (2, 490)]),
    ((490, 5000), (690, None), [(6, 0), (5, 0), (4, 490), (6, 0)]),
    ((490, 5000), (690, 9000), [(6, 0), (9, 0), (4, 490), (6, 0)]),
    ((490, 0), (690, None), [(2, 0), (1, 0), (2, 0)]),
]


@pytest.mark.parametrize(("then", "today", "fees"), FEES)
@pytest.mark.parametrize("offered", [True, False], ids=["still offered", "no longer offered"])
def test_a_fee_follows_the_lines_by_the_limit_that_was_agreed_with_it(
    then: tuple[int, Any], today: tuple[int, Any], fees: list[tuple[int, int]], offered: bool
) -> None:
    """Up and back owes nothing, whatever the way costs by now."""
    store = a_store()
    FulfilmentMethod.objects.filter(store=store, code="post").update(fee=then[0], free_from=then[1])
    (pieces, fee), *others = fees
    placed = an_order(
        store, a_product(store, price=1000), quantity=pieces, fulfilment=FulfilmentInput("post", BERLIN),
        payment="demo_card",
    )  # fmt: skip
    assert placed.terms.fulfilment.fee == fee
    FulfilmentMethod.objects.filter(store=store, code="post").update(
        fee=today[0], free_from=today[1], active=offered
    )
    Store.objects.filter(pk=store.pk).update(revision=F("revision") + 1)
    terms = changed(store, placed, OrderChangeInput(note="Ring twice"))
    assert terms.amounts == placed.terms.amounts
    for pieces, fee in others:
        terms = changed(store, placed, with_quantity(terms, pieces))
        assert (terms.fulfilment.fee, terms.amounts.total) == (fee, pieces * 1000 + fee)
    assert (terms.amounts == placed.terms.amounts) == (fees[0][0] == fees[-1][0])
    if terms.amounts == placed.terms.amounts:
        assert Account.objects.get(order_id=placed.order.pk).balance == 0


def test_a_version_that_names_no_limit_keeps_its_fee() -> None:
    """A version from before the limit stood in it is read and goes on as it was."""
    store = a_store()
    FulfilmentMethod.objects.filter(store=store, code="post").update(free_from=5000)
    placed = an_order(
        store, a_product(store, price=1000), quantity=2, fulfilment=FulfilmentInput("post", BERLIN)
    )
    said = json.loads(placed.terms.canonical())
    for name in ("free_from", "fee_below"):
        del said["fulfilment"][name]
    old = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    Confirmation.objects.filter(order=placed.order).update(terms=old, digest=digest_of(old))
    terms = changed(store, placed, with_quantity(terms_of(placed.order), 6))
    assert (terms.fulfilment.fee, terms.fulfilment.free_from) == (490, None)
