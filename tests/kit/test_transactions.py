"""The words for transactions mean what they say."""

import logging
from contextlib import suppress

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from kept.kit.models import IdempotencyKey
from kept.kit.refusals import Refusal
from kept.kit.transactions import (
    StoreBusy,
    after_commit,
    durable,
    open_to_actions,
    require_transaction,
    snapshot,
)
from tests.rig.threads import in_thread

anywhere = pytest.mark.django_db
for_real = pytest.mark.django_db(transaction=True)


def write(key: str) -> None:
    """A step: it needs a transaction and opens none."""
    require_transaction()
    IdempotencyKey.objects.create(scope="test", key=key, fingerprint="", created_at="2026-11-24T09:00Z")


@durable()
def act(key: str = "acted") -> str:
    """An action."""
    write(key)
    return key


def written() -> set[str]:
    return set(IdempotencyKey.objects.values_list("key", flat=True))


# -------------------------------------------------------------------------------------------------- durable


@for_real
def test_what_an_action_wrote_is_there_for_everybody():
    assert act() == "acted"
    assert in_thread(written) == {"acted"}


@for_real
def test_an_error_leaves_nothing():
    with suppress(LookupError), durable():
        write("half")
        raise LookupError
    assert written() == set()


@anywhere
def test_actions_run_inside_the_transaction_of_a_test():
    act()
    assert written() == {"acted"}


@anywhere
@pytest.mark.parametrize("around", [transaction.atomic, durable, snapshot])
def test_an_action_refuses_to_run_inside_another_transaction(around):
    with pytest.raises(RuntimeError, match="cannot run inside another"), around():
        act()


@anywhere
def test_actions_do_not_call_actions_even_where_they_may_join():
    @durable()
    def act_twice() -> None:
        act()

    with pytest.raises(RuntimeError, match="cannot run inside another"), open_to_actions():
        act_twice()


@for_real
def test_inside_an_open_transaction_actions_join_one_after_the_other():
    with open_to_actions():
        act("first")
        act("second")
        assert in_thread(written) == set()
    assert in_thread(written) == {"first", "second"}


@for_real
def test_an_action_that_failed_inside_takes_everything_with_it():
    """Also when the error was caught on the way: half of an action is never kept."""

    @durable()
    def fail() -> None:
        write("half")
        raise LookupError

    def catch() -> None:
        with open_to_actions():
            write("before")
            with suppress(LookupError):
                fail()

    with pytest.raises(transaction.TransactionManagementError, match="nothing was kept"):
        catch()
    assert written() == set()


def swallow() -> None:
    """Code that thinks nothing of an error that has cost it the transaction."""
    write("once")
    with suppress(IntegrityError):
        twice = IdempotencyKey.objects.get()
        twice.save(force_insert=True)


@for_real
def test_a_swallowed_error_is_not_an_answer():
    with pytest.raises(transaction.TransactionManagementError, match="nothing was kept"):
        durable()(swallow)()
    assert written() == set()


@for_real
def test_control_django_alone_says_nothing():
    transaction.atomic(durable=True)(swallow)()
    assert written() == set()


# ------------------------------------------------------------------------------------- steps and afterwards


@anywhere
def test_a_step_needs_a_transaction_of_its_caller():
    with pytest.raises(RuntimeError, match="its caller opens one"):
        require_transaction()
    with durable():
        require_transaction()


@for_real
def test_afterwards_comes_after_the_commit_and_only_then():
    seen: list[set[str]] = []
    with durable():
        write("kept")
        after_commit(lambda: seen.append(in_thread(written)))
        assert seen == []
    assert seen == [{"kept"}]
    with suppress(LookupError), durable():
        after_commit(lambda: seen.append(set()))
        raise LookupError
    assert len(seen) == 1


@for_real
def test_an_error_afterwards_is_logged_and_spoils_nothing(caplog):
    def fail() -> None:
        raise LookupError("the bell is broken")

    with caplog.at_level(logging.ERROR), durable():
        write("kept")
        after_commit(fail)
    assert written() == {"kept"}
    assert "the bell is broken" in caplog.text


@anywhere
def test_there_is_no_afterwards_without_a_transaction():
    with pytest.raises(RuntimeError):
        after_commit(lambda: None)


# -------------------------------------------------------------------------------------------------- snapshot


@for_real
def test_a_snapshot_sees_one_instant_and_nobody_waits_for_it():
    act("before")
    with snapshot():
        assert written() == {"before"}
        in_thread(lambda: act("meanwhile"))
        assert written() == {"before"}
    assert written() == {"before", "meanwhile"}


@for_real
def test_control_plain_reads_see_two_instants():
    act("before")
    assert written() == {"before"}
    in_thread(lambda: act("meanwhile"))
    assert written() == {"before", "meanwhile"}


@for_real
def test_a_snapshot_cannot_write():
    with pytest.raises(DatabaseError), snapshot():
        IdempotencyKey.objects.create(scope="test", key="sly", fingerprint="", created_at="2026-11-24T09:00Z")
    assert written() == set()
    act("later")
    assert written() == {"later"}


@for_real
def test_inside_a_transaction_a_snapshot_sees_what_was_written_there():
    with durable():
        write("own")
        with snapshot():
            assert written() == {"own"}


# ---------------------------------------------------------------------------------------- busy, and retrying


def test_busy_is_a_refusal_for_faces_and_a_database_error_for_everybody_else():
    assert issubclass(StoreBusy, Refusal)
    assert issubclass(StoreBusy, OperationalError)
    assert StoreBusy.status == 503
    assert StoreBusy.retry_after >= 1
