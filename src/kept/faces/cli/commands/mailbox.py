"""Catch mail by SMTP and keep it in a folder: for trying Kept without a mail provider. Delivers to nobody."""

import argparse

from kept.faces.cli.numbers import port


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--port`."""
    parser.add_argument("--port", type=port, default=8025, help="SMTP port on this machine (default 8025)")


def run(chosen: argparse.Namespace) -> int:
    """Catch until asked to stop."""
    from kept.config.environment import read  # noqa: PLC0415
    from kept.faces.mailbox.catcher import catch  # noqa: PLC0415  (needs aiosmtpd, which only demos install)

    catch(read().data_dir / "mailbox", chosen.port)
    return 0
