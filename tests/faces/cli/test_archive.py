"""A backup can be brought back whatever SQLite once kept: what PostgreSQL refuses is left out, and said (I2)."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from kept.faces.cli import archive
from kept.faces.cli.verification import verify
from kept.findings.models import Finding
from kept.journal.models import Entry
from kept.kit.transactions import durable
from kept.messages.models import Message
from kept.orders.actions.change_order import change_order
from kept.orders.agreement.change_plan import OrderChangeInput, as_input
from kept.orders.agreement.terms import digest_of
from kept.orders.models import Confirmation, Order
from kept.orders.queries import terms_of
from tests.rig.factory import a_store, an_actor, an_order
from tests.rig.post import deliver as deliver
from tests.rig.post import post as post

pytestmark = pytest.mark.django_db


def with_nul(rows: Path, order: Order) -> None:
    """Write NUL into rows, JSON and terms, as SQLite could hold it before every face refused it."""
    terms = replace(terms_of(order), note="Ring\0 twice").canonical()
    lines = [json.loads(line) for line in rows.read_text().splitlines()]
    for row in lines:
        fields = row["fields"]
        if row["model"] == "orders.order":
            fields |= {"why": "Rain\0", "notes": ["Ring\0 twice"]}
        elif row["model"] == "journal.entry":
            fields["data"]["note"] = "half \ud83d and NUL \0"
        elif row["model"] == "orders.confirmation":
            fields |= {"terms": terms, "digest": digest_of(terms)}
    rows.write_text("".join(f"{json.dumps(row)}\n" for row in lines))


@pytest.fixture
def brought_back(tmp_path):
    """An order as such a backup had it, in the database of this test; and how many rows were cleaned."""
    store = a_store()
    order = an_order(store).order
    rows = tmp_path / "rows.jsonl"
    with rows.open("w") as stream:
        archive._write_rows(stream)
    with_nul(rows, order)
    with connection.constraint_checks_disabled():
        for model in archive._models():
            model._base_manager.all()._raw_delete(connection.alias)
    _count, cleaned = archive._read_rows(rows)
    order.refresh_from_db()
    return store, order, cleaned


def test_rows_come_back_without_what_cannot_be_kept(brought_back):
    _store, order, cleaned = brought_back
    assert (order.why, order.notes) == ("Rain", ["Ring twice"])
    assert {entry.data["note"] for entry in Entry.objects.all()} == {"half  and NUL "}
    assert cleaned == 1 + Entry.objects.count()


def test_frozen_terms_stay_as_they_were_agreed(brought_back):
    _store, order, _cleaned = brought_back
    assert "Ring\\u0000 twice" in Confirmation.objects.get(order=order).terms
    assert verify().findings == []


def test_such_an_order_can_be_changed_and_written_about(brought_back, post, deliver):
    store, order, _cleaned = brought_back
    lines = as_input(terms_of(order))
    changed = change_order(
        actor=an_actor(store), number=order.number, seen_version=1, channel="desk", now=timezone.now(),
        change=OrderChangeInput(lines=(replace(lines[0], quantity=3), *lines[1:])),
    )  # fmt: skip
    assert [difference.kind for difference in changed.plan.differences if difference.kind == "note"] == []
    deliver(timezone.now() + timedelta(days=1))
    assert len(post.mails) == Message.objects.filter(state="handed_over").count() > 0
    assert verify().findings == []


def test_what_waited_when_the_backup_was_made_waits_for_a_person(store):
    """It is not sent by itself: nobody knows whether it left before the accident."""
    order = an_order(store).order
    with durable():
        assert archive._fail_unsent() == 2
    assert {one.state for one in Message.objects.all()} == {Message.State.FAILED}
    findings = Finding.objects.filter(order_id=order.pk, settled_at=None)
    assert {one.subject_id for one in findings} == {one.pk for one in Message.objects.all()}
