"""Kept refuses to start on a database that it could not keep whole, and says why."""

import errno
import fcntl
import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from kept.kit.sqlite.checks import check_databases
from kept.kit.sqlite.safety import why_unsafe


@pytest.fixture(autouse=True)
def _an_old_sqlite(monkeypatch):
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))


def lock_nothing(file: int, operation: int) -> None:
    """A file system on which everybody gets every lock."""


def lock_fails(file: int, operation: int) -> None:
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))


def test_all_is_well_here(own, tmp_path):
    assert check_databases() == []
    assert not list(tmp_path.glob("*probe*"))


@pytest.mark.parametrize(
    ("flock", "words"),
    [(lock_nothing, "do not hold"), (lock_fails, "cannot be locked \\(No locks available\\)")],
)
def test_locks_that_do_not_hold_are_found_out(make, monkeypatch, flock, words):
    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(ImproperlyConfigured, match=words):
        make().cursor()


def test_a_sqlite_without_the_bug_does_without_them(tmp_path, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", lock_nothing)
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 51, 3))
    assert why_unsafe(str(tmp_path / "shop.sqlite3")) == ""


def test_what_was_wrong_once_is_looked_at_again(tmp_path):
    database = str(tmp_path / "later" / "shop.sqlite3")
    assert "There is no folder" in why_unsafe(database)
    (tmp_path / "later").mkdir()
    assert why_unsafe(database) == ""


def test_the_check_says_it_before_anything_starts(own, monkeypatch, tmp_path):
    monkeypatch.setitem(own.settings_dict, "NAME", str(tmp_path / "nowhere" / "shop.sqlite3"))
    (found,) = check_databases()
    assert found.is_serious()
    assert "There is no folder" in found.msg
