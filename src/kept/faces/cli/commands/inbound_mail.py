"""Take in one mail to the bounce address from standard input, as a mail server's alias or pipe gives it."""

import argparse
import os
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(chosen: argparse.Namespace) -> int:
    """Keep the mail for the worker. The status is one that mail servers know: 0 for taken; 65 for what nobody reads; 75
    for not now, and then the mail server keeps the mail and comes again.
    """
    try:
        return _take_in()
    except (Exception, SystemExit) as error:  # noqa: BLE001  (any other status, and the mail would be sent back)
        print(f"kept: not now: {error}", file=sys.stderr)
        return os.EX_TEMPFAIL


def _take_in() -> int:
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
