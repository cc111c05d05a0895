"""Run Kept with three demo stores on this machine. Their data is kept for the next start."""

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

from kept.faces.cli.numbers import port
from kept.faces.cli.supervisor import Part, supervise


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--port` and `--smtp-port`."""
    parser.add_argument(
        "--port", type=port, default=8000, help="port of the desk and the shop (default 8000)"
    )
    parser.add_argument(
        "--smtp-port", type=port, default=8025, help="port of the mail catcher (default 8025)"
    )


def run(args: argparse.Namespace) -> int:
    """Fill the database on the first start, print the addresses, and keep all parts running."""
    for number in (args.port, args.smtp_port):
        if _is_in_use(number):
            print(
                f"kept: port {number} is in use; choose another with --port or --smtp-port", file=sys.stderr
            )
            return 2
    environment = {
        "KEPT_DEMO": "on",
        "KEPT_PUBLIC_URL": f"http://localhost:{args.port}",
        "KEPT_SMTP_URL": f"smtp://127.0.0.1:{args.smtp_port}",
        "KEPT_DATA_DIR": os.environ.get("KEPT_DATA_DIR", str(Path("data").resolve())),
    }
    setup = subprocess.run(
        [sys.executable, "-m", "kept.faces.cli.demo"], env={**os.environ, **environment}, check=False
    )
    if setup.returncode:
        return setup.returncode
    parts = [
        Part("mailbox", ["mailbox", "--port", str(args.smtp_port)]),
        Part("web", ["serve", "--port", str(args.port)]),
        Part("worker", ["worker"]),
    ]
    return supervise(parts, environment)


def _is_in_use(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
