"""Django's PostgreSQL connection, which finds out without a statement whether its server still holds it."""

import select

from django.db.backends.postgresql import base as django_postgresql


class DatabaseWrapper(django_postgresql.DatabaseWrapper):
    """One connection."""

    def is_usable(self) -> bool:
        """Whether the connection still lives. Asked before the first statement of each request.

        Django asks by a statement, which costs as much as any other. But nobody speaks on a connection at rest
        unless to end it: where there is nothing to be heard, its server has not gone, or not longer ago than the
        keepalives of config/environment.py need to notice it.
        """
        if self.connection is None or self.connection.closed:
            return False
        listening = select.poll()
        listening.register(self.connection.fileno(), select.POLLIN)
        return bool(super().is_usable()) if listening.poll(0) else True
