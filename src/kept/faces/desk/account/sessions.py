"""Sessions in the database, as Django keeps them, read in one narrow statement: every request reads one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from kept.kit import rows


class SessionStore(db.SessionStore):
    """Django's own session store, with a reading of its own."""

    def load(self) -> dict[str, Any]:
        """Return the session's data; {} for an unknown session and for one that has expired."""
        stored = rows.fetch(
            "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
            [self.session_key, rows.to_database_time(timezone.now())],
        )
        if not stored:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(stored[0][0])
        return data
