"""Check that the books are true: every confirmation chain, and every ledger against its counter."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(chosen: argparse.Namespace) -> int:
    """Print what was checked and every finding. Status 1 when something does not agree."""
    import django  # noqa: PLC0415

    django.setup()
    from kept.faces.cli.verification import verify  # noqa: PLC0415

    report = verify()
    for what, count in report.counts.items():
        print(f"{what}: {count}")
    for finding in report.findings:
        print(f"NOT TRUE: {finding}")
    print("The books are true." if not report.findings else f"{len(report.findings)} findings.")
    return 1 if report.findings else 0
