"""Numbers on the command line: a sentence and status 2 for what cannot be one."""

import argparse


def port(text: str) -> int:
    """A TCP port."""
    return _within(text, 1, 65535, "a port")


def how_many(text: str) -> int:
    """One or more: with none nobody would be answered."""
    return _within(text, 1, 1000, "how many")


def _within(text: str, least: int, most: int, what: str) -> int:
    # Not kit's `whole`: the command that starts the others loads no Django.
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}; write a number from {least} to {most}")
    return int(text)
