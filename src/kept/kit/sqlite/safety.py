"""Tell whether a database file can be written safely here. Found out by trying, once per file and process."""

import fcntl
import os
import sqlite3
import threading

from kept.kit.sqlite.lock import SAFE_WITHOUT_LOCK, open_beside

_proved: set[str] = set()
_proving = threading.Lock()


def why_unsafe(database: str) -> str:
    """A sentence for the person who runs Kept, or "" when all is well. `database` is an absolute path."""
    with _proving:
        if database in _proved:
            return ""
        problem = _why_unsafe(database)
        if not problem:
            _proved.add(database)
        return problem


def _why_unsafe(database: str) -> str:
    folder = os.path.dirname(database)
    if not os.path.isdir(folder):
        return f"There is no folder {folder} to keep the database in. Make it, or set KEPT_DATA_DIR."
    if sqlite3.sqlite_version_info >= SAFE_WITHOUT_LOCK:
        return ""
    problem = _why_no_lock(database)
    if not problem:
        return ""
    return (
        f"{problem} With SQLite {sqlite3.sqlite_version} that could damage the database. Put it on a local "
        "disk, use SQLite 3.51.3 or newer, or use PostgreSQL (KEPT_DATABASE_URL)."
    )


def _why_no_lock(database: str) -> str:
    """Tell whether two independent openings of one file beside the database really exclude each other."""
    probe = f"{database}.lock-probe-{os.getpid()}"
    files: list[int] = []
    try:
        files = [open_beside(database, probe), open_beside(database, probe)]
        fcntl.flock(files[0], fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            fcntl.flock(files[1], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return ""
    except OSError as error:
        return f"Files in {os.path.dirname(database)} cannot be locked ({error.strerror})."
    finally:
        for file in files:
            os.close(file)
        if files:
            os.remove(probe)
    return f"Locks on files in {os.path.dirname(database)} do not hold."
