"""Receive mail on an SMTP port and save it in a folder, to try Kept without a mail provider. Delivers nothing."""

import argparse

from kept.faces.cli.numbers import port


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--port`."""
    parser.add_argument("--port", type=port, default=8025, help="SMTP port on this machine (default 8025)")


def run(args: argparse.Namespace) -> int:
    """Receive mail until asked to stop."""
    from kept.config.environment import read  # noqa: PLC0415
    from kept.faces.mailbox.catcher import catch  # noqa: PLC0415  (needs aiosmtpd, which only demos install)

    catch(read().data_dir / "mailbox", args.port)
    return 0
