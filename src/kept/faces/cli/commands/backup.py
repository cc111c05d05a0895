"""Write everything to one file: rows, photos and secrets, as they were at one instant."""

import argparse
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file to write."""
    parser.add_argument("file", type=Path, help="the backup to write, such as kept-2026-11-21.tar.gz")


def run(chosen: argparse.Namespace) -> int:
    """Works while the desk is in use, on either database."""
    import django  # noqa: PLC0415

    django.setup()
    from kept.faces.cli.archive import write  # noqa: PLC0415

    try:
        written = write(chosen.file)
    except OSError as error:
        print(f"kept: {chosen.file} cannot be written ({error.strerror})", file=sys.stderr)
        return 2
    print(
        f"{chosen.file}: {written} rows. It holds the installation's secrets: "
        "keep it where only you can read it."
    )
    return 0
