"""The format of what is logged: without the secrets that stand in addresses.

Whoever has the address of an order, an invitation or a new password has what it opens, and a log is read by more people
than a mail. Every handler writes through here, so it does not matter who logs an address, nor where: in a message, in a
traceback, in what another server answered.
"""

import logging
import re

# Where the next part of an address is a secret. `tests/config/test_log_format.py` walks the routes for others.
SECRET_AFTER = (
    "/o/",
    "/desk/join/",
    "/inbound/mail/",
    "/accounts/password/new/",
    "/accounts/address/",
)
_SECRET = re.compile(rf"({'|'.join(map(re.escape, SECRET_AFTER))})[^/\s?#\"'<>\\]+")


def without_secrets(text: str) -> str:
    """Return the text with a mark in place of the secrets in addresses."""
    return _SECRET.sub(r"\1[secret]", text)


class LogFormatter(logging.Formatter):
    """Formats a record, its traceback included, and takes the secrets out of what comes of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        return without_secrets(super().format(record))
