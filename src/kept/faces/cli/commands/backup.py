"""Write a backup of everything to one file: database rows, photos and secrets, all of one instant."""

import argparse
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file to write."""
    parser.add_argument("file", type=Path, help="the backup to write, such as kept-2026-11-21.tar.gz")


def run(args: argparse.Namespace) -> int:
    """Write the backup. It works while the desk is in use, on either database."""
    import django  # noqa: PLC0415

    django.setup()
    from kept.faces.cli.archive import write_backup  # noqa: PLC0415

    try:
        row_count = write_backup(args.file)
    except OSError as error:
        print(f"kept: {args.file} cannot be written ({error.strerror})", file=sys.stderr)
        return 2
    print(
        f"{args.file}: {row_count} rows. It contains the installation's secrets: "
        "store it where only you can read it."
    )
    return 0
