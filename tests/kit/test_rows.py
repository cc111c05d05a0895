"""Rows read without the ORM are what the ORM would have given."""

from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from kept.kit import rows
from kept.messages.models import Message
from kept.orders.models import Order
from kept.stores.models import Store, User
from tests.factory import NOW, a_person, a_store, an_order

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
        "due_at": NOW,
        "queued_at": NOW,
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
    assert rows.moment(value) == datetime(2026, 3, 3, 10, 40, 0, 500_000, tzinfo=UTC)


def test_no_time_stays_none():
    assert rows.moment(None) is None


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
