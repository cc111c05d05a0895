"""Check that the installation works: settings, database, worker, inbox, mail, disk, data folder, secrets."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


def run(args: argparse.Namespace) -> int:
    """Print a line for each check. Status 1 when one failed."""
    import django  # noqa: PLC0415

    django.setup()
    from kept.faces.cli.health import check_health  # noqa: PLC0415

    results = check_health()
    for result in results:
        print(f"{'ok  ' if result.ok else 'FAIL'} {result.name}: {result.message}")
    return 0 if all(result.ok for result in results) else 1
