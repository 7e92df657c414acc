"""Numbers as a person reads them."""

from __future__ import annotations

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Keeps a number and its unit on one line where words are wrapped."""


def format_count(count: int, thing: str) -> str:
    """``1 epoch``, ``1,500 epochs``: so many of a thing whose plural ends in s."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def format_percent(share: float, places: int = 1, *, space: str = " ") -> str:
    """``16.7 %``: a share of 0..1 in hundredths.

    Args:
        share: A share of 0..1.
        places: Digits after the point: one for what is measured, none for a round limit, and where
            many stand close beside each other.
        space: Before the sign; ``NO_BREAK`` where words are wrapped.
    """
    return space.join([format_percent_digits(share, places), "%"])


def format_confidence(share: float) -> str:
    """``63 %``: a probability in whole percent, which no line break parts."""
    return format_percent(share, 0, space=NO_BREAK)


def format_percent_digits(share: float, places: int = 1) -> str:
    """``16.7``: the same without its sign, which a heading or a sentence has."""
    return f"{100 * share:.{places}f}"


def format_cost(cost: float) -> str:
    """Three digits that count, ``0.0523`` or ``1.80``; an exponent far from 1."""
    return f"{cost:#.3g}".rstrip(".")
