"""The connection: its rules cannot be set aside, and no statement writes without the lock."""

import os
import shutil
import sqlite3
import stat
import subprocess
import time
from contextlib import suppress

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connections, models, transaction
from django.db.utils import NotSupportedError
from django.test.utils import isolate_apps

from kept.kit.sqlite.cursor import only_reads
from kept.kit.sqlite.lock import WriteLock
from kept.kit.transactions import StoreBusy
from tests.rig.threads import in_thread

# ---------------------------------------------------------------------------------------------- its rules


def test_the_rules_hold_on_every_connection(own):
    def rules():
        with connections["own"].cursor() as cursor:
            names = ["journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint"]
            return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert rules() == ["wal", 2, 1, 0]
    assert in_thread(rules) == ["wal", 2, 1, 0]


@pytest.mark.parametrize("name", ["", ":memory:", "file:shop?mode=memory"])
def test_only_a_file_will_do(make, name):
    with pytest.raises(ImproperlyConfigured, match="path"):
        make(name).cursor()


@pytest.mark.parametrize(
    "options", [{"transaction_mode": "DEFERRED"}, {"init_command": "PRAGMA synchronous=OFF"}, {"uri": True}]
)
def test_settings_cannot_weaken_them(make, options):
    with pytest.raises(ImproperlyConfigured, match=r"leave transaction_mode out|may hold 'timeout'"):
        make(**options).cursor()


def test_a_new_database_is_for_its_owner_alone(own):
    for beside in ("", "-wal", "-shm", ".write-lock", ".write-next"):
        mode = os.stat(own.settings_dict["NAME"] + beside).st_mode
        assert stat.S_IMODE(mode) == 0o600, beside


def test_a_missing_folder_is_said_in_a_sentence(make, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="There is no folder"):
        make(tmp_path / "nowhere" / "shop.sqlite3").cursor()


def test_the_shell_may_look_but_not_write(own):
    arguments, _ = own.client.settings_to_cmd_args_env(own.settings_dict, ["SELECT count(*) FROM sale"])
    assert arguments[1] == "-readonly"
    if shutil.which(arguments[0]):
        assert subprocess.check_output(arguments, text=True) == "0\n"
        arguments[-1] = "INSERT INTO sale VALUES (1, 1)"
        refused = subprocess.run(arguments, capture_output=True, text=True, check=False)
        assert "readonly" in refused.stderr


# ---------------------------------------------------------------------------------- what writes has the lock


def in_autocommit(store):
    with store.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (%s, 1)", [1])
        cursor.execute("UPDATE sale SET n = 2")
        cursor.execute("/* a comment */ DELETE FROM sale WHERE id = 7")
        cursor.execute("WITH two(x) AS (VALUES (2)) INSERT INTO sale SELECT x, x FROM two")
        cursor.execute("REPLACE INTO sale VALUES (%(id)s, 3)", {"id": 2})
        cursor.executemany("INSERT INTO sale VALUES (%s, 1)", [(3,), (4,)])
        cursor.executescript("INSERT INTO sale VALUES (5, 1); DELETE FROM sale WHERE id = 5")
        cursor.execute("PRAGMA user_version = 3")
        cursor.execute("VACUUM")


def returning(store):
    with store.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (1, 1), (2, 2) RETURNING id")


def in_a_transaction(store):
    with transaction.atomic(using="own"), store.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("INSERT INTO sale VALUES (1, 1)")
        with transaction.atomic(using="own"):
            cursor.execute("UPDATE sale SET n = 2")


def rolled_back(store):
    with suppress(LookupError), transaction.atomic(using="own"), store.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (1, 1)")
        raise LookupError


def by_hand(store):
    transaction.set_autocommit(False, using="own")
    with store.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (1, 1)")
        assert store.hold is not None
    transaction.commit(using="own")
    with store.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (2, 1)")
    transaction.set_autocommit(True, using="own")


def by_hand_in_sql(store):
    with store.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO sale VALUES (1, 1)")
        cursor.execute("COMMIT")
        cursor.execute("SAVEPOINT a")
        cursor.execute("INSERT INTO sale VALUES (2, 1)")
        cursor.execute("RELEASE a")


def new_tables(store):
    with isolate_apps("kept.kit"):

        class Shelf(models.Model):
            class Meta:
                app_label = "kit"

        class Box(models.Model):
            shelf = models.ForeignKey(Shelf, models.CASCADE)

            class Meta:
                app_label = "kit"

        note = models.CharField(max_length=9, default="x", unique=True)
        note.set_attributes_from_name("note")
        with store.schema_editor() as editor:
            editor.create_model(Shelf)
            editor.create_model(Box)
            editor.add_field(Shelf, note)  # makes the table anew, which needs foreign keys switched off
            editor.delete_model(Box)
    with store.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


def a_checkpoint(store):
    with store.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


WAYS = [
    in_autocommit,
    returning,
    in_a_transaction,
    rolled_back,
    by_hand,
    by_hand_in_sql,
    new_tables,
    a_checkpoint,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_write_holds_the_lock_and_gives_it_back(own, way):
    assert without_lock(own, way) == []
    assert own.hold is None
    assert not own.write_lock.held
    in_thread(lambda: connections["own"].cursor().execute("INSERT INTO sale VALUES (99, 1)"))


@pytest.mark.parametrize("way", [in_a_transaction, rolled_back, by_hand], ids=lambda way: way.__name__)
def test_transactions_begin_as_writers(own, way):
    """A deferred one would fail when another has written since it began."""
    seen: list[str] = []
    own.connection.set_trace_callback(seen.append)
    way(own)
    own.connection.set_trace_callback(None)
    assert {sql.strip() for sql in seen if sql.startswith("BEGIN")} == {"BEGIN IMMEDIATE"}


def test_control_a_write_past_the_cursor_is_seen(own):
    found = without_lock(own, lambda store: store.connection.execute("INSERT INTO sale VALUES (1, 1)"))
    assert found == ["INSERT INTO sale VALUES (1, 1)"]


def without_lock(store, way) -> list[str]:
    """The statements that SQLite itself saw written while this connection did not hold the lock."""
    seen: list[str] = []

    def trace(sql: str) -> None:
        if not only_reads(sql) and not sql.startswith("--") and store.hold is None:
            seen.append(sql)

    store.connection.set_trace_callback(trace)
    try:
        way(store)
    finally:
        if store.connection is not None:
            store.connection.set_trace_callback(None)
    return seen


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT n FROM sale",
        " \n select 1",
        "WITH two(x) AS (VALUES (2)) SELECT x FROM two",
        "VALUES (1)",
        "EXPLAIN DELETE FROM sale",
        "PRAGMA table_info(sale)",
        "PRAGMA foreign_keys = OFF",
    ],
)
def test_reading_never_waits(own, elsewhere, sql):
    elsewhere()
    with own.cursor() as cursor:
        cursor.execute(sql)
    with own.cursor() as cursor, pytest.raises(StoreBusy):
        cursor.execute("UPDATE sale SET n = 1")


@pytest.mark.parametrize(
    "sql",
    [
        "-- SELECT\nDELETE FROM sale",
        "SELECTED",
        "WITH two AS (SELECT 1) INSERT INTO sale SELECT * FROM two",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA wal_checkpoint",
        "ATTACH 'x' AS y",
        "",
    ],
)
def test_whatever_is_not_known_to_read_counts_as_writing(sql):
    assert not only_reads(sql)


def test_closing_holds_the_lock(own, monkeypatch):
    closed_by_then: list[bool] = []
    real = WriteLock._release

    def release(self, hold):
        closed_by_then.append(is_closed(hold.connection))
        real(self, hold)

    monkeypatch.setattr(WriteLock, "_release", release)
    own.close()
    assert closed_by_then == [True]


def is_closed(connection: sqlite3.Connection) -> bool:
    try:
        return connection.total_changes < 0
    except sqlite3.ProgrammingError:
        return True


def test_closing_does_not_wait_for_another_who_closes_later(own, elsewhere):
    elsewhere()
    began = time.monotonic()
    own.close()
    assert time.monotonic() - began < 0.1
    assert own.connection is None


# --------------------------------------------------------------------------------- what was said was kept


def test_returned_rows_are_on_disk_before_anybody_reads_them(own):
    with own.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (1, 5), (2, 6), (3, 7) RETURNING id, n")
        assert in_thread(count) == 3
        assert cursor.fetchone() == (1, 5)
        assert cursor.fetchmany(1) == [(2, 6)]
        assert list(cursor) == [(3, 7)]
        assert cursor.fetchone() is None
        cursor.execute("SELECT n FROM sale")
        assert cursor.fetchall() == [(5,), (6,), (7,)]


def test_a_transaction_is_whole_or_nothing(own):
    rolled_back(own)
    assert count() == 0
    in_a_transaction(own)
    assert in_thread(count) == 1


def test_an_inner_block_can_be_undone_alone(own):
    with transaction.atomic(using="own"), own.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (1, 1)")
        with suppress(IntegrityError), transaction.atomic(using="own"):
            cursor.execute("INSERT INTO sale VALUES (2, 1)")
            cursor.execute("INSERT INTO sale VALUES (1, 1)")
        cursor.execute("INSERT INTO sale VALUES (3, 1)")
    assert in_thread(count) == 2


def test_a_commit_that_fails_is_an_error_and_leaves_nothing(own):
    with own.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE part (of_sale INTEGER REFERENCES sale (id) DEFERRABLE INITIALLY DEFERRED)"
        )

    def sell_a_part_of_nothing() -> None:
        with transaction.atomic(using="own"), own.cursor() as cursor:
            cursor.execute("INSERT INTO sale VALUES (1, 1)")
            cursor.execute("INSERT INTO part VALUES (404)")

    with pytest.raises(IntegrityError):
        sell_a_part_of_nothing()
    assert not own.write_lock.held
    assert in_thread(count) == 0
    in_a_transaction(own)
    assert in_thread(count) == 1


def test_a_connection_closed_inside_a_transaction_gives_the_lock_back(own):
    with transaction.atomic(using="own"), own.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (1, 1)")
        own.close()
        assert not own.write_lock.held
    assert count() == 0


def test_nothing_more_runs_in_a_transaction_that_sqlite_undid(own):
    """SQLite rolls back by itself on a full disk. What follows would be kept piece by piece."""

    def go_on() -> None:
        with transaction.atomic(using="own"), own.cursor() as cursor:
            cursor.execute("INSERT INTO sale VALUES (1, 1)")
            with pytest.raises(IntegrityError):
                cursor.execute("INSERT OR ROLLBACK INTO sale VALUES (1, 1)")
            cursor.execute("INSERT INTO sale VALUES (2, 1)")

    with pytest.raises(transaction.TransactionManagementError):
        go_on()
    assert in_thread(count) == 0
    assert not own.write_lock.held


def count() -> int:
    with connections["own"].cursor() as cursor:
        return cursor.execute("SELECT count(*) FROM sale").fetchone()[0]


# ------------------------------------------------------------------------------------------- others' locks


def test_a_program_that_is_not_kept_makes_it_busy_not_broken(own):
    foreign = sqlite3.connect(own.settings_dict["NAME"], isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        in_a_transaction(own)
    assert not own.write_lock.held
    foreign.execute("ROLLBACK")
    foreign.close()
    in_a_transaction(own)


def test_writing_behind_an_unfinished_read_of_ones_own_is_busy_not_broken(own):
    with own.cursor() as cursor:
        cursor.execute("INSERT INTO sale VALUES (1, 1), (2, 1)")
    reading = own.cursor()
    reading.execute("SELECT id FROM sale")
    reading.fetchone()
    in_thread(lambda: connections["own"].cursor().execute("UPDATE sale SET n = 9"))
    with pytest.raises(StoreBusy):
        in_a_transaction(own)
    reading.close()
    assert not own.write_lock.held


def test_changing_tables_inside_a_transaction_is_refused_as_django_does(own):
    with pytest.raises(NotSupportedError), transaction.atomic(using="own"):
        new_tables(own)
