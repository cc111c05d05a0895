"""Run everything on this machine: the database is brought up to date, then web server and worker start."""

import argparse
import subprocess
import sys

from kept.faces.cli.commands import serve
from kept.faces.cli.supervisor import Part, supervise


def arguments(parser: argparse.ArgumentParser) -> None:
    """As for `kept serve`."""
    serve.arguments(parser)


def run(chosen: argparse.Namespace) -> int:
    """Keep both running until asked to stop."""
    status = subprocess.run([sys.executable, "-m", "kept.faces.cli.main", "migrate"], check=False).returncode
    if status:
        return status
    web = ["serve", "--host", chosen.host, "--port", str(chosen.port)]
    web += ["--processes", str(chosen.processes), "--threads", str(chosen.threads)]
    print(f"kept: serving on http://{chosen.host}:{chosen.port}")
    return supervise([Part("web", web), Part("worker", ["worker"])], {})
