"""The journal is read in today's shape, whatever shape it was written in, and by whatever name."""

import importlib
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.journal import reactions
from kept.journal.events import Event, renamed
from kept.journal.models import Entry
from kept.journal.reactions import merge_stories, on, story
from kept.journal.reading import UnreadableEntry, event_of
from kept.orders.events import OrderAdvanced, OrderChanged, OrderPlaced
from kept.reactions.table import TABLE
from kept.stores.events import KeyCreated, StoreOpened
from kept.stores.models import Store
from kept.webhooks.models import Endpoint
from tests.rig.factory import an_order

pytestmark = pytest.mark.django_db


def written(store: Store, name: str, schema: int, data: dict[str, Any]) -> Entry:
    """A row as it stands in the journal."""
    return Entry.objects.create(
        store=store,
        name=name,
        schema=schema,
        data=data,
        actor_kind="staff",
        actor_name="Mia",
        at=timezone.now(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event[Store]):
    """The bell rang; at first nobody counted, then in dozens."""

    name = "bell.rang"
    schema = 3
    upgrades = (lambda data: {**data, "dozens": 1}, lambda data: {"times": data["dozens"] * 12})

    times: int


@pytest.mark.parametrize(("schema", "data"), [(1, {}), (2, {"dozens": 3}), (3, {"times": 5})])
def test_a_row_of_an_older_schema_is_read_in_todays(
    store: Store, monkeypatch: pytest.MonkeyPatch, schema: int, data: dict[str, int]
):
    monkeypatch.setattr(reactions, "_by_name", {"bell.rang": Rang})
    assert event_of(written(store, "bell.rang", schema, data)) == Rang(times={1: 12, 2: 36, 3: 5}[schema])


def test_a_row_of_a_newer_kept_or_of_an_unknown_event_is_refused_with_its_number(store: Store):
    newer = written(store, "order.placed", 99, {})
    unknown = written(store, "order.eaten", 1, {})
    for entry in (newer, unknown):
        with pytest.raises(UnreadableEntry, match=str(entry.pk)):
            event_of(entry)


def test_an_event_without_an_upgrade_for_each_of_its_schemas_is_refused():
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Knocked(Event[Store]):
        name = "door.knocked"
        schema = 3
        upgrades = (renamed("a", "b"),)

    with pytest.raises(ValueError, match="Knocked"):
        merge_stories([story("Planted", on(Knocked))], tell_programs=lambda _happened: [])


def test_what_was_written_before_fields_were_renamed_is_read(store: Store):
    placed = {"number": 7, "channel": "web", "total": 1200, "currency": "EUR", "held": ["first"]}
    event = event_of(written(store, "order.placed", 1, placed))
    assert isinstance(event, OrderPlaced)
    assert event.review_reasons == ["first"]
    event = event_of(written(store, "store.opened", 1, {"name": "Wren & Ivy"}))
    assert event == StoreOpened(store_name="Wren & Ivy")
    event = event_of(written(store, "key.created", 1, {"key_id": 1, "name": "Till", "scopes": []}))
    assert event == KeyCreated(key_id=1, key_name="Till", scopes=[])


def test_differences_that_were_recorded_under_other_words_are_read(store: Store):
    changes = [
        {"what": "way", "name": "", "before": "Pickup", "after": "By bicycle"},
        {"what": "note", "name": ""},
    ]
    changed = {"number": 7, "version": 2, "digest": "", "changes": changes, "total_before": 1, "total_after": 2,
               "received": 0, "balance": 2}  # fmt: skip
    event = event_of(written(store, "order.changed", 1, changed))
    assert isinstance(event, OrderChanged)
    assert event.changes == [
        {"kind": "fulfilment_method", "name": "", "before": "Pickup", "after": "By bicycle"},
        {"kind": "note", "name": ""},
    ]


def test_what_is_recorded_is_read_back_as_it_was(store: Store):
    order = an_order(store).order
    entry = Entry.objects.of(OrderPlaced).get()
    assert (entry.name, entry.schema) == ("order.placed", OrderPlaced.schema)
    event = event_of(entry)
    assert isinstance(event, OrderPlaced)
    assert (event.order_id, event.customer_id, event.number) == (order.pk, order.customer_id, order.number)
    assert event.data() == entry.data


def test_every_event_has_the_name_by_which_programs_know_it():
    """`OrderSteppedBack` was `order.stepped_back` before names stood on classes; a class may move on from there, and
    its name stays. The migration knows the rule of then.
    """
    for event in TABLE:
        first_name = event.__name__.replace("FulfilmentMethod", "Way")
        assert event.name == migration.public_name(first_name)
        assert migration.class_name(event.name) == first_name
        assert len(event.name) <= Entry._meta.get_field("name").max_length


migration = importlib.import_module("kept.journal.migrations.0004_public_names")
asked_for = importlib.import_module("kept.webhooks.migrations.0003_public_names")


def test_the_migration_renames_what_stands_in_the_journal_in_one_pass(store: Store):
    for name in ("OrderPlaced", "OrderSteppedBack", "OrderPlaced", "ProductBroughtBack"):
        written(store, name, 1, {})
    editor = SimpleNamespace(connection=connection)
    with CaptureQueriesContext(connection) as asked:
        migration.forwards(apps, editor)
    assert len(asked) == 2
    renamed = ["order.placed", "order.stepped_back", "order.placed", "product.brought_back"]
    assert list(Entry.objects.order_by("id").values_list("name", flat=True)) == renamed
    migration.forwards(apps, editor)  # what has its name keeps it
    assert list(Entry.objects.order_by("id").values_list("name", flat=True)) == renamed
    migration.backwards(apps, editor)
    assert Entry.objects.filter(name="OrderSteppedBack").count() == 1


def test_the_migration_of_an_empty_journal_does_nothing():
    migration.forwards(apps, SimpleNamespace(connection=connection))


def test_the_migration_renames_what_endpoints_ask_for(store: Store):
    some, every = (
        Endpoint.objects.create(
            store=store, url=f"https://{number}.example/", events=events, created_at=timezone.now()
        )
        for number, events in enumerate([" OrderConfirmed OrderAdvanced ", ""])
    )
    asked_for.forwards(apps, None)
    some.refresh_from_db()
    every.refresh_from_db()
    assert some.events == f" {OrderAdvanced.name} order.confirmed "
    assert every.events == ""
    asked_for.backwards(apps, None)
    some.refresh_from_db()
    assert some.events == " OrderAdvanced OrderConfirmed "
