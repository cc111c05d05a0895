"""Test databases on SQLite: files of this run alone, which go with everything beside them."""

import os
from pathlib import Path

import pytest

from kept.kit.sqlite.lock import WriteLock


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, "{tmp}/test_{pid}_own.sqlite3"),
        ("test_/some/where/own.sqlite3_gw1", "{tmp}/test_{pid}_own.sqlite3_gw1"),
        ("/chosen/path.sqlite3", "/chosen/path.sqlite3"),
    ],
)
def test_test_databases_are_files_of_this_run_alone(own, tmp_path, monkeypatch, wanted, expected):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    own.settings_dict["TEST"]["NAME"] = wanted
    assert own.creation._get_test_db_name() == expected.format(tmp=tmp_path, pid=os.getpid())


def test_a_test_database_goes_with_everything_beside_it(make, tmp_path):
    made = make(tmp_path / "gone.sqlite3")
    made.cursor().execute("CREATE TABLE sale (id INTEGER)")
    made.close()
    made.creation._destroy_test_db(made.settings_dict["NAME"], 0)
    assert list(tmp_path.iterdir()) == []
    assert WriteLock.of(made.settings_dict["NAME"])._process_lock._files is None


def test_two_names_of_one_database_are_one_database(make, tmp_path):
    first = make(tmp_path / "own.sqlite3")
    Path(tmp_path / "alias.sqlite3").symlink_to(tmp_path / "own.sqlite3")
    second = make(tmp_path / "alias.sqlite3")
    first.ensure_connection()
    second.ensure_connection()
    assert first.write_lock is second.write_lock
    first.close()
    second.close()
