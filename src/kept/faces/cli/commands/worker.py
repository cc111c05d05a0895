"""Run the background worker: it sends mail and webhooks, fires timers and handles the inbox."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


def run(args: argparse.Namespace) -> int:
    """Work until asked to stop; running work is finished first."""
    import django  # noqa: PLC0415  (the other commands do not need it)

    django.setup()
    from kept.faces.worker import run as work  # noqa: PLC0415

    work()
    return 0
