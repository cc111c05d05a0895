"""Rows read without the ORM are what the ORM would have given; rows written quietly are written all the same."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.utils import timezone

from kept.kit import rows
from kept.kit.models import IdempotencyKey
from kept.kit.transactions import after_commit, durable
from kept.messages.models import Message
from kept.orders.models import Order
from kept.stores.models import Store, User
from tests.rig.factory import a_person, a_store, an_order
from tests.rig.threads import in_thread

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Store, User, Order])
def test_a_row_is_read_as_its_manager_reads_it(model: type):
    store = a_store()
    a_person(store)
    an_order(store)
    (found,) = rows.read(model, "id = %s", [model.objects.get().pk])
    expected = model.objects.get()
    for field in model._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(expected, field.attname), field.name
    found.save()
    assert model.objects.get() == expected


def test_what_is_left_out_of_a_row_gets_the_default_the_orm_would_have_given():
    said = {
        "store_id": a_store().pk,
        "kind": "invitation",
        "to": "staff",
        "language": "en",
        "due_at": timezone.now(),
        "queued_at": timezone.now(),
    }
    row, other = rows.add(
        Message, [{**said, "occasion": "1", "facts": {"a": [None, "é"]}}, {**said, "occasion": "2"}]
    )
    by_columns, expected = Message.objects.get(pk=other), Message.objects.create(**said, occasion="3")
    for field in Message._meta.concrete_fields:
        if field.name not in ("id", "occasion"):
            assert getattr(by_columns, field.attname) == getattr(expected, field.attname), field.name
    assert Message.objects.get(pk=row).facts == {"a": [None, "é"]}


def test_what_is_not_there_is_not_read():
    assert rows.read(User, "id = %s", [987_654]) == []


@pytest.mark.parametrize("value", ["2026-03-03 10:40:00.5", datetime(2026, 3, 3, 10, 40, 0, 500_000)])  # noqa: DTZ001
def test_a_time_without_its_zone_is_one_in_utc(value: datetime | str):
    assert rows.from_database_time(value) == datetime(2026, 3, 3, 10, 40, 0, 500_000, tzinfo=UTC)


def test_no_time_stays_none():
    assert rows.from_database_time(None) is None


@pytest.mark.django_db(transaction=True)
def test_a_statement_of_ones_own_meets_a_restarted_database_by_a_new_connection(monkeypatch):
    """The first statement of a request of the API is one of these: a dead connection is none to ask with."""
    rows.fetch("SELECT 1")
    before = connection.connection
    monkeypatch.setattr(connections["default"], "health_check_enabled", True)
    monkeypatch.setattr(connections["default"], "health_check_done", False)
    monkeypatch.setattr(connections["default"], "is_usable", lambda: False)
    assert rows.fetch("SELECT 1") == [(1,)]
    assert connection.connection is not before


def key(word: str, **more: Any) -> dict[str, Any]:
    return {"scope": "test", "key": word, "fingerprint": "f", "created_at": timezone.now(), **more}


def keys() -> list[str]:
    return list(IdempotencyKey.objects.order_by("pk").values_list("key", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "look", [keys, lambda: [word for (word,) in rows.fetch("SELECT key FROM idempotency_key")]]
)
def test_what_was_written_quietly_is_seen_by_the_next_look(look):
    with durable():
        rows.add_deferred(IdempotencyKey, [key("a"), key("b")])
        assert look() == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_quiet_writes_to_one_table_keep_their_order():
    with durable():
        rows.add_deferred(IdempotencyKey, [key("a")])
        rows.update_deferred(IdempotencyKey, {"status": 201}, where={"key": "a"})
        rows.add_deferred(IdempotencyKey, [key("b")])
        rows.add(IdempotencyKey, [key("c")])
    assert keys() == ["a", "b", "c"]
    assert IdempotencyKey.objects.get(key="a").status == 201


@pytest.mark.django_db(transaction=True)
def test_what_the_database_has_against_a_quiet_write_is_heard_before_anybody_is_answered():
    promised: list[str] = []

    @durable()
    def write_twice() -> None:
        after_commit(lambda: promised.append("done"))
        rows.add_deferred(IdempotencyKey, [key("a")])
        rows.add_deferred(IdempotencyKey, [key("a")])

    with pytest.raises(IntegrityError):
        write_twice()
    assert (promised, keys()) == ([], [])


def write_and_fail(word: str) -> None:
    rows.add_deferred(IdempotencyKey, [key(word)])
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_quiet_write_is_undone_with_its_transaction():
    with pytest.raises(ZeroDivisionError):
        durable()(write_and_fail)("a")
    with durable():
        rows.add(IdempotencyKey, [key("b")])
    assert keys() == ["b"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("word", ["a", "b"])
def test_a_quiet_write_is_undone_with_its_part_of_a_transaction(word: str):
    """Also one that the database would have refused, or has."""
    with transaction.atomic():
        rows.add_deferred(IdempotencyKey, [key("a")])
        with pytest.raises((ZeroDivisionError, IntegrityError)):
            transaction.atomic(write_and_fail)(word)
        rows.add_deferred(IdempotencyKey, [key("c")])
    assert keys() == ["a", "c"]


@pytest.mark.django_db(transaction=True)
def test_a_quiet_write_ends_with_its_connection():
    @durable()
    def write_and_lose_the_connection() -> None:
        rows.add_deferred(IdempotencyKey, [key("a")])
        connection.close()

    with pytest.raises(DatabaseError):
        write_and_lose_the_connection()
    with durable():
        rows.add(IdempotencyKey, [key("b")])
    assert keys() == ["b"]


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_a_quiet_write_waits_for_nothing():
    rows.add_deferred(IdempotencyKey, [key("a")])
    connection.close()
    assert keys() == ["a"]


@pytest.mark.django_db(transaction=True)
def test_nor_does_the_very_first_thing_that_a_thread_writes():
    def write() -> list[int]:
        rows.add_deferred(IdempotencyKey, [key("a")])
        connection.rollback()
        return rows.add(IdempotencyKey, [key("b")])

    assert len(in_thread(write)) == 1
    assert keys() == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_who_swallows_what_was_against_a_quiet_write_does_not_end_well():
    """It is heard where an inner part begins, and there is no part to undo yet."""

    @durable()
    def place() -> None:
        rows.add_deferred(IdempotencyKey, [key("a"), key("a")])
        with suppress(IntegrityError), transaction.atomic():
            pass

    heard_later = connection.vendor == "postgresql"
    with pytest.raises(transaction.TransactionManagementError if heard_later else IntegrityError):
        place()
    assert keys() == []


@pytest.mark.django_db(transaction=True)
def test_many_values_written_quietly_are_kept_as_they_are():
    written = [key(f"{number} % %s $1 ''", body=f"$2 %s {number}") for number in range(40)]
    with durable():
        rows.add_deferred(IdempotencyKey, written)
    assert [(row.key, row.body) for row in IdempotencyKey.objects.order_by("pk")] == [
        (row["key"], row["body"]) for row in written
    ]


def test_a_quiet_write_knows_its_columns():
    with pytest.raises(TypeError, match="colour"):
        rows.add_deferred(IdempotencyKey, [key("a", colour="red")])
