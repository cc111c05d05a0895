"""Bring back a backup into an empty installation. Mail that was waiting is not sent by itself."""

import argparse
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file to read."""
    parser.add_argument("file", type=Path, help="the backup to bring back")


def run(chosen: argparse.Namespace) -> int:
    """Status 1 when the backup is damaged or the installation is not empty; then nothing was changed."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from kept.faces.cli.archive import Damaged, restore  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    try:
        back = restore(chosen.file)
    except Damaged as problem:
        print(f"kept: {problem}", file=sys.stderr)
        return 1
    print("Everything is back. Run `kept verify` to see that the books are true.")
    if back.cleaned:
        print(
            f"{back.cleaned} rows held characters that PostgreSQL cannot keep (NUL); they came back without them. "
            "What was agreed with customers is as it was, to the last character."
        )
    if back.held:
        print(
            f"{back.held} messages had not left when the backup was made. "
            "They stand as failed; send them from the desk."
        )
    return 0
