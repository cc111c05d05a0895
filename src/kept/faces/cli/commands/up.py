"""Run everything on this machine: migrate the database, then start the web server and the worker."""

import argparse
import subprocess
import sys

from kept.faces.cli.commands import serve
from kept.faces.cli.supervisor import Part, supervise


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `kept serve`."""
    serve.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Keep both running until asked to stop."""
    status = subprocess.run([sys.executable, "-m", "kept.faces.cli.main", "migrate"], check=False).returncode
    if status:
        return status
    print(f"kept: serving on http://{args.host}:{args.port}")
    return supervise([Part("web", serve.words(args)), Part("worker", ["worker"])], {})
