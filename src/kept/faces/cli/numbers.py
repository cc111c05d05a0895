"""Number arguments of the command line. What is none is refused with a sentence and status 2."""

import argparse


def port(text: str) -> int:
    """Parse a TCP port."""
    return _within(text, 1, 65535, "a port")


def how_many(text: str) -> int:
    """Parse a count of processes or threads: at least one."""
    return _within(text, 1, 1000, "a count")


def connections(text: str) -> int:
    """Parse a count of connections: at least one."""
    return _within(text, 1, 50_000, "a count of connections")


def _within(text: str, least: int, most: int, name: str) -> int:
    # Not kit's `whole`: the command that starts the others loads no Django.
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not {name}; write a number from {least} to {most}")
    return int(text)
