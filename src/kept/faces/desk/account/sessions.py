"""Sessions in the database, as Django keeps them, read in one narrow statement: every request reads one.

The secret of an app's codes stands in one while its owner sets it up; it is sealed there as it is in its own table.
"""

from typing import Any

from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from kept.kit import rows
from kept.kit.tokens import seal, unseal


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

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return the data as text."""
        secret = session_dict.get(SECRET_SESSION_KEY)
        sealed = {SECRET_SESSION_KEY: seal(secret)} if secret else {}
        return super().encode({**session_dict, **sealed})

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return the data of a text; without the secret where its key is lost, so that another one is made."""
        data: dict[str, Any] = super().decode(session_data)
        if secret := unseal(data.pop(SECRET_SESSION_KEY, "")):
            data[SECRET_SESSION_KEY] = secret
        return data
