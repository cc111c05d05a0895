"""Sessions in the database, as Django keeps them, read in one narrow statement: every request reads one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from kept.kit import rows


class SessionStore(db.SessionStore):
    """Django's own, but for reading."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing for an unknown one and for one whose time is over."""
        found = rows.fetch(
            "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
            [self.session_key, rows.to_database_time(timezone.now())],
        )
        if not found:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0][0])
        return held
