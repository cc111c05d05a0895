"""Run Kept with three demo stores that are alive, on this machine alone. Starting again keeps the data."""

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

from kept.faces.cli.numbers import port
from kept.faces.cli.supervisor import Part, supervise


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--port`, `--smtp-port`."""
    parser.add_argument("--port", type=port, default=8000, help="port of desk and shop (default 8000)")
    parser.add_argument(
        "--smtp-port", type=port, default=8025, help="port of the mail catcher (default 8025)"
    )


def run(chosen: argparse.Namespace) -> int:
    """Bring everything up, fill it the first time, say where to look, and keep it running."""
    for wanted in (chosen.port, chosen.smtp_port):
        if _taken(wanted):
            print(f"kept: port {wanted} is in use; name another with --port or --smtp-port", file=sys.stderr)
            return 2
    environment = {
        "KEPT_DEMO": "on",
        "KEPT_PUBLIC_URL": f"http://localhost:{chosen.port}",
        "KEPT_SMTP_URL": f"smtp://127.0.0.1:{chosen.smtp_port}",
        "KEPT_DATA_DIR": os.environ.get("KEPT_DATA_DIR", str(Path("data").resolve())),
    }
    filling = subprocess.run(
        [sys.executable, "-m", "kept.faces.cli.demo"], env={**os.environ, **environment}, check=False
    )
    if filling.returncode:
        return filling.returncode
    parts = [
        Part("mailbox", ["mailbox", "--port", str(chosen.smtp_port)]),
        Part("web", ["serve", "--port", str(chosen.port)]),
        Part("worker", ["worker"]),
    ]
    return supervise(parts, environment)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
