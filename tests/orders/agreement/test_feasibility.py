"""Never promised what the schedule cannot hold, also when an order grows or is confirmed late (C5, A4, A7)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kept.messages.message_context import contexts_for
from kept.messages.models import Message
from kept.messages.rendering import render
from kept.orders.actions.change_order import Changed, change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.place_order import Placed
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import FulfilmentInput, LineInput
from kept.orders.agreement.preview import preview_change, preview_confirmation
from kept.orders.agreement.terms import Promise
from kept.orders.models import Confirmation, Order
from kept.orders.queries import terms_of
from kept.orders.refusals import PlanMoved
from kept.promises.refusals import CannotPromise
from kept.stores.models import Store
from tests.rig.clock import TUESDAY
from tests.rig.factory import BERLIN, a_product, a_store, an_actor, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]

HOUR = timedelta(hours=1)
# The factory's store is open from 8 to 17 o'clock UTC; TUESDAY is 9 o'clock UTC.
TEN, ELEVEN, NOON = (TUESDAY + hours * HOUR for hours in (1, 2, 3))


def promised(placed: Placed) -> Promise:
    order = Order.objects.get(pk=placed.order.pk)
    made = terms_of(order).promise
    assert made is not None
    assert order.promised_from == at(made.earliest)
    assert order.promised_until == at(made.latest)
    return made


def at(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(UTC)


def change(
    placed: Placed,
    lines: Sequence[LineInput] | None,
    *,
    now: datetime = TUESDAY,
    wished: datetime | None = None,
) -> Changed:
    order = Order.objects.get(pk=placed.order.pk)
    actor = an_actor(order.store)
    method = FulfilmentInput(terms_of(order).fulfilment.method, BERLIN, wished=wished) if wished else None
    asked = OrderChangeInput(
        lines=tuple(lines) if lines else None, fulfilment=method, note=None if lines else "Ring twice"
    )
    shown = preview_change(actor=actor, number=order.number, change=asked, now=now).plan
    return change_order(
        actor=actor, number=order.number, seen_version=order.version, change=asked, channel="desk",
        expected=shown.fingerprint, now=now,
    )  # fmt: skip


def test_goods_that_need_longer_bring_a_later_promise_and_the_preview_says_so() -> None:
    store = a_store()
    placed = an_order(store, a_product(store, preparation_minutes=60))
    assert at(promised(placed).earliest) == TEN
    slow = a_product(store, preparation_minutes=180)
    made = change(placed, [LineInput(2, key="1"), LineInput(1, variant=slow.pk)])
    assert at(promised(placed).earliest) == NOON
    assert "promise" in [found.kind for found in made.plan.differences]
    assert (made.plan.promised, made.plan.terms.promise) == (placed.terms.promise, promised(placed))


@pytest.mark.parametrize("more", ["pieces", "another thing", "another variant in its place"])
def test_whatever_there_is_more_to_make_needs_its_time(more: str) -> None:
    store = a_store()
    placed = an_order(store, a_product(store, preparation_minutes=60))
    other = a_product(store, preparation_minutes=60).pk
    lines = {
        "pieces": [LineInput(3, key="1")],
        "another thing": [LineInput(2, key="1"), LineInput(1, variant=other)],
        "another variant in its place": [LineInput(2, key="1", variant=other)],
    }[more]
    change(placed, lines, now=TEN)
    assert at(promised(placed).earliest) == ELEVEN


@pytest.mark.parametrize("lines", [[LineInput(1, key="1")], [LineInput(2, key="1", note="In white")], None])
def test_what_is_no_more_work_keeps_its_promise_even_when_it_has_passed(
    lines: list[LineInput] | None,
) -> None:
    """Fewer flowers are not a later bouquet, and nor is a word about them."""
    store = a_store()
    placed = an_order(store, a_product(store, preparation_minutes=60))
    change(placed, lines, now=NOON)
    assert promised(placed) == placed.terms.promise


def test_what_the_promise_leaves_time_for_keeps_it() -> None:
    store = a_store()
    placed = an_order(store, a_product(store, preparation_minutes=180))
    quick = a_product(store, preparation_minutes=60)
    change(placed, [LineInput(2, key="1"), LineInput(1, variant=quick.pk)], now=ELEVEN)
    assert promised(placed) == placed.terms.promise
    assert at(promised(placed).earliest) == NOON


def test_up_and_back_at_one_go_is_no_version_and_none_while_the_promise_holds_moves_it() -> None:
    store = a_store()
    placed = an_order(store, a_product(store, preparation_minutes=60))
    assert not change(placed, [LineInput(2, key="1")], now=NOON).plan.changes_anything
    change(placed, [LineInput(4, key="1")])
    change(placed, [LineInput(2, key="1")])
    assert promised(placed) == placed.terms.promise


def test_a_parcel_keeps_its_promise_for_as_long_as_it_arrives_in_time() -> None:
    store = a_store()
    placed = an_order(
        store, a_product(store, preparation_minutes=60), fulfilment=FulfilmentInput("post", BERLIN)
    )
    change(placed, [LineInput(3, key="1")], now=NOON)  # it still leaves today
    assert promised(placed) == placed.terms.promise
    change(placed, [LineInput(4, key="1")], now=timezone.now() + timedelta(days=1))
    assert placed.terms.promise is not None
    assert at(promised(placed).latest) == at(placed.terms.promise.latest) + timedelta(days=1)


def test_a_time_that_was_named_is_refused_where_it_cannot_be_held() -> None:
    """C5: as at placing; the agreed one, too, when it is named for more than it leaves time for."""
    store = a_store()
    placed = an_order(
        store, a_product(store, preparation_minutes=60), fulfilment=FulfilmentInput("pickup", wished=ELEVEN)
    )
    slow = [LineInput(2, key="1"), LineInput(1, variant=a_product(store, preparation_minutes=180).pk)]
    for named in (TEN, ELEVEN):
        with pytest.raises(CannotPromise) as refused:
            change(placed, slow, wished=named)
        assert at(refused.value.facts["earliest"]) == NOON
    change(placed, slow, wished=NOON + HOUR)
    assert at(promised(placed).earliest) == NOON + HOUR
    assert promised(placed).wished


def test_the_agreed_time_named_anew_in_the_stores_own_zone_is_no_other() -> None:
    """The panel sends the time that stands in it; once it has passed, a word on the card is still no new wish."""
    store = a_store()
    placed = an_order(store, fulfilment=FulfilmentInput("pickup", wished=ELEVEN))
    asked = OrderChangeInput(
        fulfilment=FulfilmentInput("pickup", wished=ELEVEN.astimezone(ZoneInfo(store.timezone))),
        note="Ring twice",
    )
    changed = change_order(
        actor=an_actor(store),
        number=placed.order.number,
        seen_version=1,
        change=asked,
        channel="desk",
        now=NOON,
    )
    assert [found.kind for found in changed.plan.differences] == ["note"]
    assert promised(placed) == placed.terms.promise


def held(**fields: object) -> tuple[Store, Placed]:
    store = a_store(review_rules={"every": True})
    return store, an_order(store, a_product(store, preparation_minutes=60), **fields)


def confirm(store: Store, placed: Placed, **fields: object) -> Order:
    return confirm_order(actor=an_actor(store), number=placed.order.number, **fields)  # type: ignore[arg-type]


def letter(placed: Placed) -> str:
    sent = Message.objects.get(order_id=placed.order.pk, kind="confirmation")
    return render(sent, contexts_for([sent])[sent.pk]).text


def test_a_promise_that_can_be_held_is_confirmed_as_it_stands() -> None:
    store, placed = held(fulfilment=FulfilmentInput("pickup", wished=NOON))
    order = confirm(store, placed, now=ELEVEN)
    assert (order.version, order.confirmed_version) == (1, 1)
    assert promised(placed) == placed.terms.promise


@pytest.mark.parametrize("wished", [None, ELEVEN])
def test_confirming_late_promises_what_can_be_held_and_the_letter_says_that_it_is_other(
    wished: datetime | None,
) -> None:
    """A7, C5: the version that holds is the one with the new time, chained and told once."""
    store, placed = held(fulfilment=FulfilmentInput("pickup", wished=wished))
    friday = timezone.now() + timedelta(days=3)
    shown = preview_confirmation(actor=an_actor(store), number=placed.order.number, now=friday)
    assert [found.kind for found in shown.differences] == ["promise"]
    order = confirm(store, placed, expected=shown.fingerprint, now=friday)
    assert (order.version, order.confirmed_version, order.status) == (2, 2, "received")
    assert at(promised(placed).earliest) == friday + HOUR
    assert terms_of(order).previous == Confirmation.objects.get(order=order, version=1).digest
    assert "Ready for you: Friday, 27 November 2026, 11:00" in letter(placed)
    assert "What is different from your order" in letter(placed)


def test_whoever_confirms_names_another_time_that_can_be_held_and_no_other() -> None:
    store, placed = held()
    friday = timezone.now() + timedelta(days=3)
    with pytest.raises(CannotPromise):
        confirm(store, placed, promised=friday + HOUR / 2, now=friday)
    assert Order.objects.get(pk=placed.order.pk).version == 1
    confirm(store, placed, promised=friday + 4 * HOUR, now=friday)
    assert at(promised(placed).earliest) == friday + 4 * HOUR
    assert promised(placed).wished


def test_whoever_confirms_may_stand_by_what_was_promised_for_as_long_as_it_lies_ahead() -> None:
    """Half an hour is left for an hour's work: their word against the schedule."""
    late = TEN - HOUR / 2
    for word in ({}, {"promised": TEN}):
        store, placed = held()
        assert preview_confirmation(actor=an_actor(store), number=1001, now=late).changes_anything
        assert confirm(store, placed, **word, now=late).version == 1
        assert promised(placed) == placed.terms.promise

    store, placed = held()
    with pytest.raises(CannotPromise):
        confirm(store, placed, promised=TEN, now=TEN)
    assert confirm(store, placed, now=TEN).version == 2


def test_whoever_confirms_may_choose_what_the_rhythm_can_hold_while_the_promise_lies_ahead() -> None:
    store, placed = held()
    late = TEN - HOUR / 2
    shown = preview_confirmation(actor=an_actor(store), number=1001, now=late)
    confirm(store, placed, expected=shown.fingerprint, now=late)
    assert at(promised(placed).earliest) == TEN + HOUR / 2


def test_another_promise_than_was_shown_is_not_confirmed() -> None:
    store, placed = held()
    shown = preview_confirmation(actor=an_actor(store), number=1001, now=TEN)
    with pytest.raises(PlanMoved):
        confirm(store, placed, expected=shown.fingerprint, now=TEN + HOUR)
    assert Order.objects.get(pk=placed.order.pk).status == "pending"
