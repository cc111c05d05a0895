"""List what came from outside (mail, webhooks) and could not be handled, or try it again."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--retry`."""
    parser.add_argument("--retry", action="store_true", help="try all of it again, after the cause is fixed")


def run(args: argparse.Namespace) -> int:
    """Print a line for each item, or try them again. Status 1 while there are any."""
    import django  # noqa: PLC0415

    django.setup()
    from kept.inbox.queries import failed_items  # noqa: PLC0415
    from kept.inbox.writes import queue_failed_again  # noqa: PLC0415

    if args.retry:
        print(f"{queue_failed_again()} items are tried again; `kept check` shows the result.")
        return 0
    failed = list(failed_items())
    for item in failed:
        print(f"{item.pk} {item.source}, {item.received_at:%Y-%m-%d %H:%M} UTC: {item.last_error}")
    return 1 if failed else 0
