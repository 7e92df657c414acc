"""Numbers as a person reads them."""

from __future__ import annotations


def counted(count: int, thing: str) -> str:
    """``1 epoch``, ``1,500 epochs``: so many of a thing whose plural ends in s."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def percent(share: float, places: int = 1) -> str:
    """``16.7 %``: a share of 0..1 in hundredths.

    Args:
        share: What is said.
        places: Digits after the point: one for what is measured, none for a round limit.
    """
    return f"{100 * share:.{places}f} %"
