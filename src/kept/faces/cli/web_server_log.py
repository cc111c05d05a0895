"""The log of the web server, which sets up handlers of its own."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from kept.config.log_format import LogFormatter


class WebServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log, written as every other one here."""

    def setup(self, cfg: Any) -> None:
        """Set up the handlers."""
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            before = handler.formatter or logging.Formatter()
            handler.setFormatter(LogFormatter(before._fmt, before.datefmt))
