"""Serve the desk, the shop and the API over HTTP.

One process with threads is right for SQLite; with PostgreSQL add processes (`--processes`). Put a proxy with TLS in
front of it when it faces the internet (docs/running/README.md).
"""

import argparse
from typing import Any

from kept.faces.cli.numbers import how_many, port
from kept.kit import rate_limits


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--host`, `--port`, `--processes` and `--threads`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--processes", type=how_many, default=1, help="web processes (default 1)")
    parser.add_argument("--threads", type=how_many, default=8, help="threads in each process (default 8)")


def run(args: argparse.Namespace) -> int:
    """Serve until asked to stop; running requests are finished first."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  (only this command needs it)

    rate_limits.shared_rate_limiter()  # before the fork: all web processes count together

    class Kept(BaseApplication):  # type: ignore[misc]
        """gunicorn with settings from the command line only."""

        def load_config(self) -> None:
            for name, value in _settings(args).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from kept.config.wsgi import application  # noqa: PLC0415  (in the child, after the fork)

            return application

    Kept().run()
    return 0


def _settings(args: argparse.Namespace) -> dict[str, Any]:
    return {
        "bind": f"{args.host}:{args.port}",
        "workers": args.processes,
        "threads": args.threads,
        "worker_class": "gthread",
        "proc_name": "kept serve",
        "logger_class": "kept.faces.cli.web_server_log.WebServerLog",
        "keepalive": 30,
        "timeout": 60,
        "graceful_timeout": 20,
        # Bounds on what a stranger may send before Django sees it.
        "limit_request_line": 4094,
        "limit_request_fields": 60,
        "limit_request_field_size": 8190,
        "control_socket_disable": True,
    }
