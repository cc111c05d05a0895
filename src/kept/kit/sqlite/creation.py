"""Test databases: real files, because threads and processes of a test share them, each run with its own."""

import os
import tempfile
from contextlib import suppress

from django.db.backends.sqlite3 import creation

from kept.kit.sqlite.lock import WriteLock

BESIDE = ("", "-wal", "-shm", "-journal", ".write-next", ".write-lock")


class DatabaseCreation(creation.DatabaseCreation):
    """Makes and removes a test database with everything beside it."""

    @staticmethod
    def is_in_memory_db(database_name: object) -> bool:  # noqa: ARG004 (Django's signature, here and below)
        return False

    def _get_test_db_name(self) -> str:
        """An absolute TEST NAME as it stands; any other in the temporary folder, with this process's number.

        pytest-xdist makes a relative one out of the path of the real database by putting `test_` before it.
        """
        wanted = str(self.connection.settings_dict["TEST"]["NAME"] or self.connection.settings_dict["NAME"])
        if self.connection.settings_dict["TEST"]["NAME"] and os.path.isabs(wanted):
            return wanted
        return os.path.join(tempfile.gettempdir(), f"test_{os.getpid()}_{os.path.basename(wanted)}")

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:  # noqa: ARG002
        name = self._get_test_db_name()
        if not keepdb:
            _remove(name)
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:  # noqa: ARG002
        _remove(test_database_name)


def _remove(database: str) -> None:
    for suffix in BESIDE:
        with suppress(FileNotFoundError):
            os.remove(database + suffix)
    WriteLock.of(database).put_away()
