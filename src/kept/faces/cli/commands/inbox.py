"""Show what came in from outside and could not be handled, and try it again."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to try again."""
    parser.add_argument(
        "--again", action="store_true", help="try all of it once more, after the cause is mended"
    )


def run(chosen: argparse.Namespace) -> int:
    """Print a line for each. Status 1 while there are any."""
    import django  # noqa: PLC0415

    django.setup()
    from kept.inbox.queries import failed_items  # noqa: PLC0415
    from kept.inbox.writes import queue_failed_again  # noqa: PLC0415

    if chosen.again:
        print(f"{queue_failed_again()} are tried again; `kept check` says what comes of it.")
        return 0
    failed = list(failed_items())
    for item in failed:
        print(f"{item.pk} {item.source}, {item.received_at:%Y-%m-%d %H:%M} UTC: {item.last_error}")
    return 1 if failed else 0
