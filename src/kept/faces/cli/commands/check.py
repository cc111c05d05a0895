"""Look whether the installation can do its work: settings, database, mail, disk, worker."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(chosen: argparse.Namespace) -> int:
    """Print a line for each; status 1 when something needs a person."""
    import django  # noqa: PLC0415

    django.setup()
    from kept.faces.cli.health import look  # noqa: PLC0415

    checked = look()
    for one in checked:
        print(f"{'ok ' if one.well else 'NO '} {one.what}: {one.says}")
    return 0 if all(one.well for one in checked) else 1
