"""Caches of rows are bounded, cleared by tests, and never hold what may still be rolled back."""

from contextlib import suppress

import pytest
from django.utils import timezone

from kept.kit.caches import Cache, clear_all
from kept.kit.idempotency import idempotent, idempotent_with_shared_commit
from kept.kit.transactions import change_cached_rows, durable
from kept.promises.models import Closure
from kept.promises.schedule import schedule_of
from kept.stores.models import Store
from kept.stores.writes import raise_revision
from tests.rig.factory import a_store

pytestmark = pytest.mark.django_db


def test_the_one_that_came_first_goes_first():
    cache: Cache[int, str] = Cache(most=2)
    for number in (1, 2, 2, 3):
        cache.put(number, str(number))
    assert cache.items() == [(2, "2"), (3, "3")]
    assert (cache.get(1), cache.get(3)) == (None, "3")


def test_tests_forget_all_of_them():
    one, other = Cache[int, str](most=2), Cache[int, str](most=2)
    one.put(1, "one")
    other.put(2, "two")
    clear_all()
    assert one.items() == other.items() == []


def test_what_is_read_while_it_is_being_changed_is_not_kept():
    cache: Cache[int, str] = Cache(most=2)
    with durable():
        cache.put(1, "before")
        change_cached_rows()
        cache.put(2, "not certain yet")
        assert cache.get(2) is None
    cache.put(3, "after")
    assert cache.items() == [(1, "before"), (3, "after")]


def test_a_rhythm_that_was_undone_is_not_taken_for_the_one_that_came_instead():
    store, today = a_store(), timezone.now().date()

    def close(*, then: Exception | None) -> None:
        with durable():
            Closure.objects.create(store=store, date=today, reason="Rain")
            raise_revision(store.pk)
            assert today in schedule_of(Store.objects.get(pk=store.pk)).closed
            if then:
                raise then

    with suppress(LookupError):
        close(then=LookupError())
    with durable():
        raise_revision(store.pk)
    assert schedule_of(Store.objects.get(pk=store.pk)).closed == frozenset()
    close(then=None)
    assert schedule_of(Store.objects.get(pk=store.pk)).closed == {today}


def test_with_a_shared_commit_nothing_is_changed_that_others_keep():
    """They would read it before it is certain, and keep what came to nothing."""
    store = a_store()
    asked = {"scope": "store:1", "key": None, "fingerprint": "", "now": timezone.now()}
    with (
        pytest.raises(RuntimeError, match="before they are certain"),
        idempotent_with_shared_commit(**asked),
        durable(),
    ):
        raise_revision(store.pk)
    with idempotent(**asked) as slot, durable():
        raise_revision(store.pk)
        slot.keep(200, "done")
    assert Store.objects.get(pk=store.pk).revision == store.revision + 1


def test_outside_a_transaction_there_is_nothing_to_undo_and_nothing_is_changed():
    with pytest.raises(RuntimeError, match="belongs to a transaction"):
        change_cached_rows()
