"""Read one mail to the bounce address from standard input, as a mail server's alias or pipe sends it."""

import argparse
import os
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


def run(args: argparse.Namespace) -> int:
    """Store the mail for the worker. The exit status is one that mail servers know.

    0: accepted; 65: cannot be read; 75: not now, so that the mail server tries again later.
    """
    try:
        return _store()
    except (Exception, SystemExit) as error:  # noqa: BLE001  (any other status, and the mail would be sent back)
        print(f"kept: not now: {error}", file=sys.stderr)
        return os.EX_TEMPFAIL


def _store() -> int:
    import django  # noqa: PLC0415

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from kept.inbox.writes import LARGEST_MAIL, store_mail  # noqa: PLC0415

    mail = sys.stdin.buffer.read(LARGEST_MAIL + 1)
    if not mail or len(mail) > LARGEST_MAIL:
        print(f"kept: a mail has 1 to {LARGEST_MAIL} bytes", file=sys.stderr)
        return os.EX_DATAERR
    store_mail(mail, headers={}, now=timezone.now())
    return 0
