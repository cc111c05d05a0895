"""Hand over what waits: mails and webhooks. Wakes at once when something is written."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(chosen: argparse.Namespace) -> int:
    """Work until asked to stop; what is in hand is finished first."""
    import django  # noqa: PLC0415  (the other commands do not need it)

    django.setup()
    from kept.faces.worker import run as work  # noqa: PLC0415

    work()
    return 0
