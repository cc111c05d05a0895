"""Whatever is done to orders, in whatever order, the books stay true: order, money and stock as one state
machine."""

from collections import Counter
from collections.abc import Container
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from kept.customers.models import Customer
from kept.kit.refusals import Refusal
from kept.messages.models import Message
from kept.orders import mail_allowance
from kept.orders.actions.accept_version import accept_version
from kept.orders.actions.acknowledge_order import acknowledge_order
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.hold_order import hold_order
from kept.orders.actions.resume_order import resume_order
from kept.orders.actions.step_back_order import step_back_order
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.differences import differences
from kept.orders.agreement.inputs import CustomerInput, LineInput
from kept.orders.agreement.terms import Terms, digest_of
from kept.orders.lifecycle import CAN_BE_CANCELLED, CAN_BE_HELD, STEPS, STEPS_BACK
from kept.orders.models import Confirmation, Line, Order, Status
from kept.orders.queries import terms_of
from kept.payments.actions.record_payment import record_payment
from kept.payments.models import Account, Entry
from kept.payments.steps import state_of
from kept.stock.models import Level, Movement
from kept.stores.actor import Kind
from tests.rig.factory import NO_LIMITS, a_product, a_store, an_actor, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

REVIEWED_ABOVE = 15_000  # about every third order
PIECES = 36  # of each thing, so that goods run out in the middle of it

OFTEN = {
    "an_order": 190, "change_order": 50, "hold_order": 44, "advance_order": 43, "record_payment": 8,
    "cancel_order": 8, "accept_version": 4, "resume_order": 3, "confirm_order": 3, "acknowledge_order": 2,
    "step_back_order": 2,
}  # fmt: skip
"""How often each act must succeed: more often than every history begins with, and far less than was counted."""


AIMS = st.sampled_from([True, True, False])  # at an order with which it can be done, if there is one


@seed(7)  # the same histories whatever is renamed; `derandomize` draws others whenever the source changes
class Shop(RuleBasedStateMachine):
    """A small shop with scarce goods in which anything may be asked at any time."""

    orders = Bundle("orders")
    succeeded: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.store = a_store(review_rules={"above": REVIEWED_ABOVE, **NO_LIMITS})
        self.staff = an_actor(self.store)
        self.variants = [a_product(self.store, f"Thing {n}", price=1000 * n, stock=PIECES) for n in (1, 2, 3)]
        self.numbers: list[int] = []
        self.seen_terms: dict[tuple[int, int], str] = {}
        self.minutes = 0
        self.payments = 0
        self.received: Counter[int] = Counter()
        self.stood: dict[int, str] = {}
        self.held_at: dict[int, str] = {}

    def now(self) -> datetime:
        self.minutes += 1
        return timezone.now() + timedelta(minutes=self.minutes)

    @initialize(target=orders)
    def begin_with_something_to_do(self) -> MultipleResults[int]:
        """One is received, one waits after a change, one is on hold, and one is under review."""
        one_piece, dear = [(0, 1)], [(2, 5), (1, 1)]
        received, changed, held, reviewed = (
            self.place(picks=picks, payment="pickup", walks_in=False)
            for picks in (one_piece, one_piece, one_piece, dear)
        )
        self.advance(number=changed, to="preparing", program=True, aims=False)
        self.change(number=changed, keep=[(1, 2)], more=[], seen=0)
        self.hold(number=held)
        return multiple(received, changed, held, reviewed)

    def attempt(self, act: Any, **fields: Any) -> Any:
        """A refusal is an answer; anything else that goes wrong is a fault of ours."""
        try:
            done = act(**fields)
        except Refusal:
            return None
        self.succeeded[act.__name__] += 1
        self.each_status_is_reached_by_the_table_alone(act.__name__)
        return done

    @rule(
        target=orders,
        picks=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 6)), min_size=1, max_size=3),
        payment=st.sampled_from(["pickup", "demo_card"]),
        walks_in=st.booleans(),
    )
    def place(self, picks: list[tuple[int, int]], payment: str, walks_in: bool) -> int:
        lines = [LineInput(quantity=pieces, variant=self.variants[which].pk) for which, pieces in picks]
        who = {"actor": self.staff, "channel": "counter", "customer": CustomerInput()} if walks_in else {}
        placed = self.attempt(an_order, store=self.store, lines=lines, payment=payment, now=self.now(), **who)
        if placed:
            self.numbers.append(placed.order.number)
            return int(placed.order.number)
        return self.numbers[-1] if self.numbers else 0

    @rule(
        number=orders,
        keep=st.lists(
            st.tuples(st.integers(1, 5), st.integers(1, 6)), max_size=4, unique_by=lambda pair: pair[0]
        ),
        more=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 6)), max_size=2),
        seen=st.sampled_from([0, 0, 0, -1]),
    )
    def change(
        self, number: int, keep: list[tuple[int, int]], more: list[tuple[int, int]], seen: int
    ) -> None:
        order = Order.objects.filter(store=self.store, number=number).first()
        if order is None:
            return
        agreed = {line.key for line in terms_of(order).lines}
        lines = [LineInput(quantity=pieces, key=str(key)) for key, pieces in keep if str(key) in agreed]
        lines += [LineInput(quantity=pieces, variant=self.variants[which].pk) for which, pieces in more]
        self.attempt(
            change_order, actor=self.staff, number=number, seen_version=order.version + seen,
            change=OrderChangeInput(lines=tuple(lines)), channel="desk", now=self.now(),
        )  # fmt: skip

    @rule(number=orders, keys=st.lists(st.integers(1, 7), min_size=1, max_size=4), pieces=st.integers(1, 6))
    def name_any_lines(self, number: int, keys: list[int], pieces: int) -> None:
        """Keys named twice, of lines taken out, and of none that ever was: refused, and nothing has happened."""
        order = Order.objects.filter(store=self.store, number=number).first()
        if order is None:
            return
        agreed = {line.key for line in terms_of(order).lines}
        named = [str(key) for key in keys]
        lines = tuple(LineInput(quantity=pieces, variant=self.variants[0].pk, key=key) for key in named)
        changed = self.attempt(
            change_order, actor=self.staff, number=number, seen_version=order.version,
            change=OrderChangeInput(lines=lines), channel="api", now=self.now(),
        )  # fmt: skip
        assert not changed or (len(set(named)) == len(named) and agreed >= set(named))

    @rule(number=orders, email=st.sampled_from(["", "anna@example.com", "ben@example.com"]))
    def write_a_contact_down(self, number: int, email: str) -> None:
        order = Order.objects.filter(store=self.store, number=number).first()
        self.attempt(
            change_order, actor=self.staff, number=number, seen_version=order.version if order else 1,
            change=OrderChangeInput(customer=CustomerInput("Anna", email)), channel="desk", now=self.now(),
        )  # fmt: skip

    def one_of(self, number: int, **standing: Any) -> int:
        """The first order that stands so, where there is one; else the one that was picked, to be refused."""
        fitting = Order.objects.filter(store=self.store, **standing).order_by("number").first()
        return fitting.number if fitting else number

    @rule(
        number=orders,
        to=st.sampled_from(["", "", "preparing", "ready", "shipped", "done"]),
        program=st.booleans(),
        aims=AIMS,
    )
    def advance(self, number: int, to: str, program: bool, aims: bool) -> None:
        number = self.one_of(number, status__in=[one for one in STEPS if STEPS[one]]) if aims else number
        # What a program began waits after a change; what the same person began does not.
        actor = replace(self.staff, kind=Kind.KEY, name="Till") if program else self.staff
        self.attempt(advance_order, actor=actor, number=number, to=to, now=self.now())

    @rule(number=orders, aims=AIMS)
    def step_back(self, number: int, aims: bool) -> None:
        number = self.one_of(number, status__in=STEPS_BACK) if aims else number
        self.attempt(step_back_order, actor=self.staff, number=number, now=self.now())

    @rule(number=orders, aims=AIMS)
    def resume(self, number: int, aims: bool) -> None:
        number = self.one_of(number, status=Status.ON_HOLD) if aims else number
        self.attempt(resume_order, actor=self.staff, number=number, now=self.now())

    @rule(number=orders, aims=AIMS)
    def confirm(self, number: int, aims: bool) -> None:
        number = self.one_of(number, status=Status.PENDING) if aims else number
        self.attempt(confirm_order, actor=self.staff, number=number, now=self.now())

    @rule(number=orders)
    def cancel(self, number: int) -> None:
        self.attempt(cancel_order, actor=self.staff, number=number, now=self.now())

    @rule(number=orders, share=st.sampled_from([1, 1, 2, 3]), again=st.booleans(), aims=AIMS)
    def pay(self, number: int, share: int, again: bool, aims: bool) -> None:
        """Whole or in part, more than is owed, and the same payment a second time."""
        accounts = Account.objects.filter(store=self.store).order_by("order_id")
        owing = accounts.filter(agreed__gt=F("received")).first() if aims else None
        account = owing or accounts.filter(order_id__in=self.ids(number)).first()
        if account is None:
            return
        self.payments += not again
        amount = account.balance + 1 if share == 3 else max(account.balance // share, 1)
        paid = self.attempt(
            record_payment, actor=self.staff, order_id=account.order_id, amount=amount, method="transfer",
            cause=f"line {self.payments}", now=self.now(),
        )  # fmt: skip
        assert paid is None or 0 < amount <= account.balance
        if paid:
            self.received[account.order_id] += amount

    def ids(self, number: int) -> list[int]:
        return list(Order.objects.filter(store=self.store, number=number).values_list("pk", flat=True))

    @rule(number=orders)
    def hold(self, number: int) -> None:
        self.attempt(hold_order, actor=self.staff, number=number, why="Rain", now=self.now())

    @rule(number=orders, back=st.integers(0, 1))
    def accept(self, number: int, back: int) -> None:
        number = self.one_of(number, accepted_version__gt=0, version__gt=F("accepted_version"))
        order = Order.objects.filter(store=self.store, number=number).first()
        if order is not None:
            self.attempt(
                accept_version, actor=self.staff, number=number, version=order.version - back, now=self.now()
            )

    @rule(number=orders, version=st.sampled_from([0, 1, 1, 1, 2, 2, 3]))
    def acknowledge(self, number: int, version: int) -> None:
        number = self.one_of(number, confirmed_version__gte=version, acknowledged_version__lt=version)
        self.attempt(
            acknowledge_order, actor=self.staff, number=number, version=version, channel="phone",
            now=self.now(),
        )  # fmt: skip

    @invariant()
    def stock_follows_from_its_ledger_and_from_the_orders(self) -> None:
        promised: Counter[int] = Counter()
        for line in Line.objects.filter(store=self.store).exclude(order__status=Status.CANCELLED):
            promised[line.variant_id or 0] += line.quantity
        for level in Level.objects.filter(store=self.store):
            moved = sum(Movement.objects.filter(variant=level.variant_id).values_list("quantity", flat=True))
            assert level.available == moved == PIECES - promised[level.variant_id] >= 0

    @invariant()
    def money_follows_from_its_ledger_and_from_the_terms(self) -> None:
        for account in Account.objects.filter(store=self.store):
            entries = Entry.objects.filter(order_id=account.order_id)
            assert account.agreed == sum(e.amount for e in entries if e.kind == "agreed")
            assert account.received == sum(e.amount for e in entries if e.kind == "received")
            order = Order.objects.get(pk=account.order_id)
            assert account.agreed == (
                0 if order.status == Status.CANCELLED else terms_of(order).amounts.total
            )
            assert account.state == state_of(account.agreed, account.received)
            by_card = sum(e.amount for e in entries if e.kind == "received" and e.method == "demo_card")
            assert account.received - by_card == self.received[account.order_id]

    @invariant()
    def versions_are_frozen_and_chained(self) -> None:
        previous: dict[int, str] = {}
        for row in Confirmation.objects.filter(store=self.store).order_by("order_id", "version"):
            assert digest_of(row.terms) == row.digest
            assert Terms.from_json(row.terms).previous == previous.get(row.order_id, "")
            assert self.seen_terms.setdefault((row.order_id, row.version), row.terms) == row.terms
            previous[row.order_id] = row.digest

    @invariant()
    def rows_agree_with_the_newest_version(self) -> None:
        for order in Order.objects.filter(store=self.store):
            terms = terms_of(order)
            assert (order.total, order.pieces) == (terms.amounts.total, terms.pieces)
            rows = [(line.key, line.quantity) for line in order.lines.all() if line.quantity]
            assert sorted(rows) == sorted((line.key, line.quantity) for line in terms.lines)
            assert order.confirmed_version in (0, order.version)
            assert order.acknowledged_version <= order.version

    @invariant()
    def work_goes_by_a_version_exactly_while_it_is_under_way(self) -> None:
        for order in Order.objects.filter(store=self.store):
            assert order.accepted_version <= order.version
            if order.status != Status.CANCELLED:
                stands = order.held_from if order.status == Status.ON_HOLD else order.status
                assert (order.accepted_version > 0) == (stands not in (Status.PENDING, Status.RECEIVED))
            if order.status in (Status.SHIPPED, Status.DONE):  # a contact may still be written down
                went_by = terms_of(order, order.accepted_version)
                assert {one.kind for one in differences(went_by, terms_of(order))} <= {"customer"}

    @invariant()
    def each_confirmed_version_is_told_exactly_once(self) -> None:
        for order in Order.objects.filter(store=self.store):
            told = list(
                Message.objects.filter(order_id=order.pk, kind="confirmation", to="customer").values_list(
                    "version", "state"
                )
            )
            assert len(told) == len(set(told))
            assert (order.confirmed_version > 0 and bool(order.email)) == bool(told)
            assert all(state == "queued" for _version, state in told)  # never merged away
            if order.confirmed_version and order.email:
                assert order.version in {version for version, _state in told}

    @invariant()
    def an_order_is_a_customers_as_soon_as_it_says_who_and_counts_once(self) -> None:
        counted: Counter[tuple[int | None, bool]] = Counter()
        for order in Order.objects.filter(store=self.store):
            assert (order.customer_id is None) == (not order.email)
            assert (order.customer_order_no > 0) == bool(order.email)
            counted[order.customer_id, order.customer_proven] += 1
        for customer in Customer.objects.filter(store=self.store):
            assert customer.orders_count == counted[customer.pk, True]
            assert customer.unproven_count == counted[customer.pk, False]

    def each_status_is_reached_by_the_table_alone(self, act: str) -> None:
        for order in Order.objects.filter(store=self.store):
            before = self.stood.get(order.pk, "")
            if order.status != before:
                assert order.status in self.reachable(act, order, before), (act, before, order.status)
            if order.status == Status.ON_HOLD != before:
                self.held_at[order.pk] = before
            self.stood[order.pk] = order.status

    def reachable(self, act: str, order: Order, before: str) -> Container[str]:
        """The statuses in which this act may leave an order that stood at `before`; "" is not placed yet."""
        allowed: dict[str, Container[str]] = {
            "an_order": ()
            if before
            else (Status.PENDING if order.total > REVIEWED_ABOVE else Status.RECEIVED,),
            "advance_order": STEPS.get(before, ()),
            "step_back_order": STEPS_BACK.get(before, ()),
            "hold_order": [Status.ON_HOLD] if before in CAN_BE_HELD else (),
            "resume_order": [self.held_at[order.pk]] if before == Status.ON_HOLD else (),
            "cancel_order": [Status.CANCELLED] if before in CAN_BE_CANCELLED else (),
            "confirm_order": [Status.RECEIVED] if before == Status.PENDING else (),
        }
        return allowed.get(act, ())


def test_the_books_stay_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """E4, D5, A3, A4: replaying the ledgers gives the counters, after any history."""
    # Its customers are few, and every order of theirs is written about.
    monkeypatch.setattr(mail_allowance, "MOST_AN_HOUR", 1000)
    monkeypatch.setattr(mail_allowance, "MOST_A_DAY", 1000)
    Shop.succeeded.clear()
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert {act: Shop.succeeded[act] for act, least in OFTEN.items() if Shop.succeeded[act] < least} == {}
