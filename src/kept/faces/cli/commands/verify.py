"""Verify the data: every chain of confirmations, and every stock level and account against its ledger."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


def run(args: argparse.Namespace) -> int:
    """Print what was checked and every inconsistency. Status 1 when there is one."""
    import django  # noqa: PLC0415

    django.setup()
    from kept.faces.cli.verification import verify  # noqa: PLC0415

    report = verify()
    for name, count in report.counts.items():
        print(f"{name}: {count}")
    for finding in report.findings:
        print(f"WRONG: {finding}")
    print("No inconsistencies." if not report.findings else f"{len(report.findings)} inconsistencies.")
    return 1 if report.findings else 0
