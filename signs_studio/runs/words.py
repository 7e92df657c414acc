"""Numbers as a person reads them."""

from __future__ import annotations


def format_count(count: int, thing: str) -> str:
    """``1 epoch``, ``1,500 epochs``: so many of a thing whose plural ends in s."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def percent(share: float, places: int = 1) -> str:
    """``16.7 %``: a share of 0..1 in hundredths.

    Args:
        share: What is said.
        places: Digits after the point: one for what is measured, none for a round limit.
    """
    return f"{100 * share:.{places}f} %"


def format_cost(cost: float) -> str:
    """Three digits that count, ``0.0523`` or ``1.80``; an exponent far from 1."""
    return f"{cost:#.3g}".rstrip(".")


def format_percent_digits(share: float) -> str:
    """A share of 0..1 as percent with one decimal: ``99.9``."""
    return f"{share * 100:.1f}"
