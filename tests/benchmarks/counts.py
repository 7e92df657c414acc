"""Counts on the command line of a benchmark, refused where they are too low to measure anything."""

from argparse import ArgumentTypeError
from collections.abc import Callable


def at_least(least: int) -> Callable[[str], int]:
    """Returns a ``type`` for ``add_argument`` that takes whole numbers from ``least`` on."""

    def count(text: str) -> int:
        if int(text) < least:
            raise ArgumentTypeError(f"{text} is too low: it takes {least} or more")
        return int(text)

    count.__name__ = "int"  # By which argparse calls what is no number.
    return count
