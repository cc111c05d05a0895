"""Serve the desk, the shop and the API over HTTP.

One process with threads is right for SQLite; with PostgreSQL add processes (`--processes`). Put a proxy with TLS in
front of it when it faces the internet (docs/running/README.md).
"""

import argparse
from typing import Any

from kept.faces.cli.numbers import connections, how_many, port
from kept.faces.web_server.limits import ServerLimits
from kept.kit import rate_limits

_DEFAULTS = ServerLimits()


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--host`, `--port`, `--processes`, `--threads`, `--connections` and `--connections-per-client`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--processes", type=how_many, default=1, help="web processes (default 1)")
    parser.add_argument("--threads", type=how_many, default=8, help="threads in each process (default 8)")
    for name, whose in (("connections", "all clients"), ("connections_per_client", "one client address")):
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=connections,
            default=getattr(_DEFAULTS, name),
            help=f"most open connections of {whose} to each process (default {getattr(_DEFAULTS, name)})",
        )


def words(args: argparse.Namespace) -> list[str]:
    """Return the words of `kept serve` with these arguments, for whoever starts it as a process."""
    return [
        "serve",
        *("--host", args.host, "--port", str(args.port)),
        *("--processes", str(args.processes), "--threads", str(args.threads)),
        *("--connections", str(args.connections)),
        *("--connections-per-client", str(args.connections_per_client)),
    ]


def run(args: argparse.Namespace) -> int:
    """Serve until asked to stop; running requests are finished first."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  (only this command needs it)

    rate_limits.shared_rate_limiter()  # before the fork: all web processes count together

    class Kept(BaseApplication):  # type: ignore[misc]
        """gunicorn with settings from the command line only."""

        limits = ServerLimits(
            connections=args.connections, connections_per_client=args.connections_per_client
        )

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
        "bind": f"{_in_brackets(args.host)}:{args.port}",
        "workers": args.processes,
        "threads": args.threads,
        "worker_class": "kept.faces.web_server.worker.BufferingWorker",
        # The worker lets another go instead of taking nobody.
        "worker_connections": args.connections + 1,
        "proc_name": "kept serve",
        "logger_class": "kept.faces.cli.web_server_log.WebServerLog",
        "keepalive": int(_DEFAULTS.idle_seconds),
        "timeout": 60,
        "graceful_timeout": 20,
        # Bounds on what a stranger may send before Django sees it; the whole head: MOST_HEAD_BYTES of the worker.
        "limit_request_line": 4094,
        "limit_request_fields": 60,
        "limit_request_field_size": 8190,
        # Answers are held in memory for clients that read slowly.
        "sendfile": False,
        # Who is a proxy, and what it may say of a visitor, is decided in one place (faces/client_address.py).
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
        "control_socket_disable": True,
    }


def _in_brackets(host: str) -> str:
    """Return an IPv6 address as it stands before a port: `::1` → `[::1]`."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
