"""Restore a backup into an empty installation. Messages that were not sent yet are not sent automatically."""

import argparse
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file to read."""
    parser.add_argument("file", type=Path, help="the backup to restore")


def run(args: argparse.Namespace) -> int:
    """Restore. Status 1 when the backup is damaged or the installation is not empty; then nothing was changed."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from kept.faces.cli.archive import DamagedBackup, restore_backup  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    try:
        result = restore_backup(args.file)
    except DamagedBackup as problem:
        print(f"kept: {problem}", file=sys.stderr)
        return 1
    print("Everything is restored. Run `kept verify` to check the data.")
    if result.cleaned:
        print(
            f"{result.cleaned} rows contained characters that PostgreSQL cannot store (NUL), which were left out. "
            "The terms agreed with customers are unchanged, to the last character."
        )
    if result.unsent:
        print(
            f"{result.unsent} messages were not sent yet when the backup was made. "
            "They are marked as failed; send them again from the desk."
        )
    return 0
