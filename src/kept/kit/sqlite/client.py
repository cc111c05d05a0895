"""`dbshell`: the sqlite3 program, for looking. It knows nothing of the write lock, so it must not write."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.sqlite3 import client


class DatabaseClient(client.DatabaseClient):
    """The shell opens the database for reading only."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], None]:
        """The program's arguments. Its environment is left as it is."""
        return [cls.executable_name, "-readonly", str(settings_dict["NAME"]), *parameters], None
