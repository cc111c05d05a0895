"""Run the background worker: it sends mail and webhooks, fires timers and handles the inbox."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


def run(args: argparse.Namespace) -> int:
    """Work until asked to stop; running work is finished first."""
    import django  # noqa: PLC0415  (the other commands do not need it)

    django.setup()
    from kept.faces.worker import run as work  # noqa: PLC0415
    from kept.kit.garbage import spare_what_is_loaded  # noqa: PLC0415

    spare_what_is_loaded()
    work()
    return 0
