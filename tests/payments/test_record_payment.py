"""Money that came in is written down once, by those who may, and never beyond what is owed (D2, D5, D6)."""

import pytest
from django.utils import timezone

from kept.journal.models import Entry as JournalEntry
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.payments.actions.record_payment import record_payment
from kept.payments.models import Account, Entry, State
from kept.payments.refusals import RecordedTwice, TooMuch
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.rig.factory import a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(store: Store):
    """78.00 to be paid at pickup."""
    return an_order(store, a_product(store, price=3900), quantity=2).order


def paid(
    store: Store, order, amount: int, cause: str = "till 1", role: Role = Role.OWNER, **other
) -> Account:
    values = {"method": "pickup", "note": "", "now": timezone.now()} | other
    return record_payment(
        actor=an_actor(store, role), order_id=order.pk, amount=amount, cause=cause, **values
    )


def test_a_part_and_then_the_rest(store: Store, order):
    assert paid(store, order, 3000).state == State.PART_PAID
    account = paid(store, order, 4800, "till 2", note="cash")
    assert (account.received, account.state, account.balance) == (7800, State.PAID, 0)
    ledger = Entry.objects.filter(order_id=order.pk, kind=Entry.Kind.RECEIVED)
    assert sum(entry.amount for entry in ledger) == account.received
    events = JournalEntry.objects.filter(order_id=order.pk, name="payment.recorded").order_by("id")
    assert [event.data["received"] for event in events] == [3000, 7800]


def test_the_same_payment_counts_once(store: Store, order):
    paid(store, order, 3000)
    with pytest.raises(RecordedTwice):
        paid(store, order, 3000)
    assert Account.objects.get(order_id=order.pk).received == 3000


def test_the_same_cause_is_another_payment_for_another_order(store: Store, order):
    other = an_order(store, a_product(store)).order
    paid(store, order, 3000)
    assert paid(store, other, 3000).received == 3000


@pytest.mark.parametrize(
    ("amount", "refusal"), [(7801, TooMuch), (0, Invalid), (-1, Invalid), (10**15, TooMuch)]
)
def test_nothing_beyond_what_is_owed(store: Store, order, amount: int, refusal: type[Exception]):
    with pytest.raises(refusal):
        paid(store, order, amount)
    assert Account.objects.get(order_id=order.pk).received == 0


def test_nothing_beyond_what_is_still_owed(store: Store, order):
    paid(store, order, 3000)
    with pytest.raises(TooMuch):
        paid(store, order, 4801, "till 2")
    assert Account.objects.get(order_id=order.pk).received == 3000


@pytest.mark.parametrize(
    "other", [{"method": "demo_card"}, {"method": "gold"}, {"cause": " "}, {"cause": "x" * 101}]
)
def test_what_is_no_payment_is_refused(store: Store, order, other: dict[str, str]):
    with pytest.raises(Invalid):
        paid(store, order, 100, **other)


def test_another_stores_order_looks_like_none(store: Store, order):
    with pytest.raises(NotFound) as foreign:
        paid(a_store(), order, 100)
    with pytest.raises(NotFound) as absent:
        record_payment(
            actor=an_actor(store),
            order_id=10**9,
            amount=100,
            method="pickup",
            cause="till 1",
            now=timezone.now(),
        )
    assert str(foreign.value) == str(absent.value)


@pytest.mark.parametrize("role", [Role.FULFILMENT, Role.SUPPORT, Role.ACCOUNTANT])
def test_who_only_reads_money_writes_none(store: Store, order, role: Role):
    with pytest.raises(NotAllowed):
        paid(store, order, 100, role=role)
